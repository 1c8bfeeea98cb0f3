import { createRequire } from 'node:module';
import { readYamlFile } from '../../schema/yaml.ts';
import type { Configuration } from './schema.ts';

/** Returns the path of the default practice. */
export function defaultConfigurationPath(): string {
  return createRequire(import.meta.url).resolve('#fixtures/practices/default.yaml');
}

/** Reads the default practice. A test validates it, so a start need not. */
export async function defaultConfiguration(): Promise<Configuration> {
  const { value } = await readYamlFile(defaultConfigurationPath(), 'the default practice');
  return value as Configuration;
}
