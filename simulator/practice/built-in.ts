import type { Configuration } from './schema.ts';

/**
 * The built-in practice, if the build has read it in advance; scripts/built-in-practice.mjs replaces this file. The sources read
 * the file of YAML.
 */
export const builtIn: Configuration | undefined = undefined as Configuration | undefined;
