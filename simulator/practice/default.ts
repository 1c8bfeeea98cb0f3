import { createRequire } from 'node:module';
import { loadConfiguration } from './load.ts';
import type { Configuration } from './schema.ts';

/** Where the default practice is written. */
export function defaultConfigurationPath(): string {
  return createRequire(import.meta.url).resolve('#fixtures/practices/default.yaml');
}

/** The practice that is played when nothing else is asked for. */
export function defaultConfiguration(): Promise<Configuration> {
  return loadConfiguration(defaultConfigurationPath());
}
