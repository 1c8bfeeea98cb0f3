#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ERRORS } from '../errors/catalogue.ts';
import { EXIT } from '../errors/exit-codes.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { escapeExceptLineBreaks } from '../output/terminal-text.ts';
import { packageVersion } from '../package/files.ts';
import { createCommandOutlines, loadCommand } from './commands.ts';
import { silenceDebugOutput } from './debug-output.ts';
import { checkEnvironment, dropEmptyVariables, VARIABLES } from './environment.ts';
import { drainOutput, isOutputIncomplete, stderr, stdout } from './output.ts';
import { isInterrupted } from './shutdown.ts';

/** The output of help and of errors on the command line, which repeat arguments. */
const OUTPUT = {
  writeOut: (text: string) => stdout.write(text),
  writeErr: (text: string) => stderr.write(escapeExceptLineBreaks(text)),
  // Commander repeats the option with its value.
  outputError: (text: string, write: (text: string) => void) =>
    write(
      text.includes("unknown option '--client-secret")
        ? `error: a secret does not belong on a command line, which others can read: set ${VARIABLES.clientSecret}\n`
        : text,
    ),
};

const version = packageVersion();

// Without it, Node's exit code would mean that a XIS is not conformant.
process.on('uncaughtException', (error) => process.exit(reportError(error)));

try {
  silenceDebugOutput(process);
  dropEmptyVariables(process.env);
  await (await createProgram(process.argv.slice(2))).parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
await drainOutput(isInterrupted());
// Nothing that is left of the work, such as a connection or a command of the user, keeps the process.
process.exit(chooseExitCode(Number(process.exitCode ?? EXIT.ok)));

/** Creates the program with the command that a command line calls, or asks help of; with outlines of all where it names none. */
async function createProgram([first = '', second = '']: readonly string[]): Promise<Command> {
  const program = new Command('xis-testkit')
    .description('Test kit for appointment booking between Spreekuur.nl and a XIS, over FHIR R4.')
    .version(version)
    // A command has options that its own subcommands have too.
    .enablePositionalOptions()
    .showHelpAfterError('Run with --help for usage.')
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .hook('preAction', () => checkEnvironment(process.env));
  const called = await loadCommand(first === 'help' ? second : first);
  for (const command of called ? [called] : createCommandOutlines()) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    for (const each of [command, ...command.commands]) each.exitOverride().configureOutput(OUTPUT);
  }
  return program;
}

/** Returns the exit code of a command that has one already: without all of its output there is no verdict. */
function chooseExitCode(code: number): number {
  const isVerdict = code !== EXIT.usage && code !== EXIT.internal && code < 128;
  return isVerdict && isOutputIncomplete() ? EXIT.unwritten : code;
}

/** Reports an error on standard error, and returns the exit code for it. */
function reportError(error: unknown): number {
  // Commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof XisTestkitError) {
    stderr.write(`${escapeExceptLineBreaks(error.message)}\n`);
    return ERRORS[error.code].exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : 'unknown error';
  stderr.write(`Internal error of xis-testkit, please report it: ${escapeExceptLineBreaks(stack)}\n`);
  return EXIT.internal;
}
