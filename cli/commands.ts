import { Command } from 'commander';

/** A command before it is loaded, as the help of the program shows it. */
interface CommandEntry {
  readonly description: string;
  /** The options and arguments in short. */
  readonly usage: string;
  load(): Promise<Command>;
}

/** The commands by name. Only the one that is called is loaded, and its action loads what it runs. */
const ENTRIES: Readonly<Record<string, CommandEntry>> = {
  simulate: {
    description: 'Simulate a XIS that serves Spreekuur.nl, until Ctrl-C.',
    usage: '[options]',
    load: async () => (await import('./simulate.ts')).simulateCommand(),
  },
  authorize: {
    description: 'Run an authorization server for the test environment of a XIS, until Ctrl-C.',
    usage: '[options]',
    load: async () => (await import('./authorize.ts')).authorizeCommand(),
  },
  check: {
    description: 'Check a live XIS, clause by clause. It only reads, unless --allow-booking is given.',
    usage: '[options] [url]',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  book: {
    description: 'Book an appointment in a XIS as a patient of Spreekuur.nl does.',
    usage: '[options]',
    load: async () => (await import('./book.ts')).bookCommand(),
  },
  scenario: {
    description: 'Run scenarios: the actions of patient, practitioner, clock and network, and the expected outcome.',
    usage: '[options] [paths...]',
    load: async () => (await import('./scenario.ts')).scenarioCommand(),
  },
  init: {
    description: 'Write a small annotated file to begin with, and its JSON Schema beside it for editors.',
    usage: '<kind> [file]',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  schema: {
    description: 'Print a JSON Schema (draft-07), for editors and other tools.',
    usage: '<name>',
    load: async () => (await import('./schema.ts')).schemaCommand(),
  },
  verify: {
    description: 'Verify a XIS with the contracts (pacts) of Spreekuur.nl.',
    usage: '[options] <url>',
    load: async () => (await import('./verify.ts')).verifyCommand(),
  },
};

/** The names of the commands, in the order of the help. */
export const COMMAND_NAMES: readonly string[] = Object.keys(ENTRIES);

/** Loads a command with its options. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  const entry = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined;
  return entry && (await entry.load()).description(entry.description);
}

/** Creates commands that have their line in the help of the program, and no options yet. */
export function createCommandOutlines(): readonly Command[] {
  return Object.entries(ENTRIES).map(([name, { description, usage }]) =>
    new Command(name).description(description).usage(usage),
  );
}
