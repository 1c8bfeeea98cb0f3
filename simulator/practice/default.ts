import { packagePath } from '../../package/files.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { builtIn } from './built-in.ts';
import type { Configuration } from './schema.ts';

/** Returns the path of the built-in practice. */
export function defaultConfigurationPath(): string {
  return packagePath('fixtures/practices/default.yaml');
}

/** Returns the built-in practice, unchecked: a test checks it. */
export async function defaultConfiguration(): Promise<Configuration> {
  if (builtIn !== undefined) return structuredClone(builtIn);
  const { value } = await readYamlFile(defaultConfigurationPath(), 'the default practice');
  return value as Configuration;
}
