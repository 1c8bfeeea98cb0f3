import { InvalidArgumentError, Option } from 'commander';
import { VARIABLES } from './environment.ts';

/** Defines an option that can also be set by an environment variable. */
export function option(variable: keyof typeof VARIABLES, flags: string, description: string): Option {
  return new Option(flags, description).env(VARIABLES[variable]);
}

/** Parses a port; 0 is any free one. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}
