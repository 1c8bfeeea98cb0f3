import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Configuration } from './schema.ts';

/** Returns the path of the built-in practice. */
export function defaultConfigurationPath(): string {
  return createRequire(import.meta.url).resolve('#fixtures/practices/default.yaml');
}

/** Returns the built-in practice, unchecked: a test checks it. */
export async function defaultConfiguration(): Promise<Configuration> {
  const { parse } = await import('yaml');
  return parse(await readFile(defaultConfigurationPath(), 'utf8')) as Configuration;
}
