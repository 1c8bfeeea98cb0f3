import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Configuration } from './schema.ts';

/** Where the default practice is written. */
export function defaultConfigurationPath(): string {
  return createRequire(import.meta.url).resolve('#fixtures/practices/default.yaml');
}

/** The practice that is played when nothing else is asked for. It is not checked at every start: a test has done so. */
export async function defaultConfiguration(): Promise<Configuration> {
  const { parse } = await import('yaml');
  return parse(await readFile(defaultConfigurationPath(), 'utf8')) as Configuration;
}
