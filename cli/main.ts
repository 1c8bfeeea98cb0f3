#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { ERRORS } from '../errors/catalogue.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { bookCommand } from './book.ts';
import { checkCommand } from './check.ts';
import { checkEnvironment, forgetEmpty } from './environment.ts';
import { EXIT } from './exit-codes.ts';
import { scenarioCommand } from './scenario.ts';
import { simulateCommand } from './simulate.ts';
import { verifyCommand } from './verify.ts';

const { version } = createRequire(import.meta.url)('#package') as { readonly version: string };

const program = new Command('xis-testkit')
  .description('Test kit for appointment booking between Spreekuur.nl and a XIS, over FHIR R4.')
  .version(version)
  // A command has options that its own subcommands have too.
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for what can be asked)')
  .addCommand(simulateCommand())
  .addCommand(checkCommand())
  .addCommand(bookCommand())
  .addCommand(scenarioCommand())
  .addCommand(verifyCommand());

for (const command of [program, ...program.commands]) {
  for (const one of [command, ...command.commands]) one.exitOverride();
}

program.hook('preAction', () => checkEnvironment(process.env));

// Whoever reads what is printed may go away (`| head`); a simulator plays on without them.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  forgetEmpty(process.env);
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Tells what was wrong, and gives the exit code that says so. */
function report(error: unknown): number {
  // Commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof XisTestkitError) {
    process.stderr.write(`${error.message}\n`);
    return ERRORS[error.code].exitCode;
  }
  process.stderr.write(
    `xis-testkit failed, which is our mistake: ${error instanceof Error ? error.stack : 'unknown error'}\n`,
  );
  return EXIT.internal;
}
