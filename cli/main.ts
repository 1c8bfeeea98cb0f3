#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { ERRORS } from '../errors/catalogue.ts';
import { EXIT } from '../errors/exit-codes.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { COMMANDS } from './commands.ts';
import { silenceDebugOutput } from './debug-output.ts';
import { checkEnvironment, dropEmptyVariables } from './environment.ts';

const { version } = createRequire(import.meta.url)('#package') as { readonly version: string };

// A reader of the output may go away (`| head`); a simulator runs on without it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  silenceDebugOutput(process);
  dropEmptyVariables(process.env);
  await (await createProgram(process.argv[2])).parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}

/** Creates the program with the command that is called; with all of them where the call names none. */
async function createProgram(called = ''): Promise<Command> {
  const program = new Command('xis-testkit')
    .description('Test kit for appointment booking between Spreekuur.nl and a XIS, over FHIR R4.')
    .version(version)
    // A command has options that its own subcommands have too.
    .enablePositionalOptions()
    .showHelpAfterError('Run with --help for usage.')
    .hook('preAction', () => checkEnvironment(process.env));
  const names = Object.hasOwn(COMMANDS, called) ? [called] : isVersion(called) ? [] : Object.keys(COMMANDS);
  for (const name of names) {
    const command = await COMMANDS[name]?.();
    if (command) program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    for (const each of [command, ...command.commands]) each.exitOverride();
  }
  return program;
}

function isVersion(called: string): boolean {
  return called === '-V' || called === '--version';
}

/** Reports an error on standard error, and returns the exit code for it. */
function reportError(error: unknown): number {
  // Commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof XisTestkitError) {
    process.stderr.write(`${error.message}\n`);
    return ERRORS[error.code].exitCode;
  }
  process.stderr.write(
    `Internal error of xis-testkit, please report it: ${error instanceof Error ? error.stack : 'unknown error'}\n`,
  );
  return EXIT.internal;
}
