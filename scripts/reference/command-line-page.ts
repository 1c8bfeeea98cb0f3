import type { Command, Option } from 'commander';
import { COMMAND_NAMES, loadCommand } from '../../cli/commands.ts';
import { VARIABLES } from '../../cli/environment.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { code, GENERATED, page, table } from './markdown.ts';

/** The commands of `xis-testkit`. */
export const COMMANDS = (await Promise.all(COMMAND_NAMES.map(loadCommand))).filter((command) => command !== undefined);

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Success, also for a simulator that was stopped by Ctrl-C or SIGTERM.',
  failed: 'A XIS is not conformant, or a scenario or a verification failed. Standard output has the reason.',
  usage: 'The command line or a configuration is invalid, or the XIS is unreachable. Standard error has the reason.',
  incomplete: 'No check failed, but some could not run. Standard output has the reason.',
  internal: 'An internal error of xis-testkit. Standard error has the stack trace.',
  unwritten:
    'The work is done, but a part of its output or a report could not be written, so there is no verdict. Standard error has the reason.',
  interrupted: 'Ended by Ctrl-C. Appointments are cancelled, or listed on standard error.',
};

const SECRETS: Readonly<Record<string, string>> = {
  [VARIABLES.adminToken]: 'token of the control interface',
  [VARIABLES.clientSecret]:
    'secret of the client at an authorization server; with `authorize` that of clients without one of their own',
  [VARIABLES.storeKey]: 'key of the pseudonyms in the store of a simulator, at least 16 characters',
  [VARIABLES.clientKeyPassphrase]: 'pass phrase of `--client-key`',
};

const ENVIRONMENT = `An option on the command line takes precedence over its variable, and the variable over the configuration. A variable
that begins with \`XIS_TESTKIT_\` and is not in this list is an error: exit code ${EXIT.usage}. An empty variable is ignored.`;

/** Returns docs/reference/command-line.md. */
export function commandLinePage(): string {
  return page(
    GENERATED,
    '# Command line',
    '[Getting it](../guides/getting-it.md) says how to get the command. `xis-testkit --version` prints the version. `xis-testkit --help` lists the commands, and `xis-testkit simulate --help` the options of a command.',
    ...COMMANDS.flatMap(formatCommand),
    '## Environment',
    ENVIRONMENT,
    table(['Variable', 'Option'], Object.values(VARIABLES).map(formatVariable)),
    '## Exit codes',
    table(
      ['Code', 'Meaning'],
      Object.entries(EXIT).map(([name, status]) => [String(status), EXIT_MEANINGS[name as keyof typeof EXIT]]),
    ),
    '`book` has [its own exit codes](../guides/booking.md). A command that Ctrl-C, SIGTERM or SIGHUP ends exits with 128 plus the number of the signal: 130, 143 or 129.',
    'A reader that closes standard output early (`| head`) wanted no more of it: the command goes on, and its exit code does not change. While a reader does not read, the simulator keeps 1 MB of its log, drops further lines, and writes their number when it is read again. No other output is dropped: a command ends when its output is read, or at once by a signal.',
  );
}

/** Describes a command and its subcommands. */
export function formatCommand(command: Command): readonly string[] {
  return [
    `## ${command.name()}`,
    ...formatOptions(command),
    ...command.commands.flatMap((subcommand) => [
      `### ${command.name()} ${subcommand.name()}`,
      code(`xis-testkit ${command.name()} ${subcommand.name()} ${subcommand.usage()}`),
      ...formatOptions(subcommand),
    ]),
  ];
}

function formatOptions(command: Command): readonly string[] {
  return [command.description(), table(['Option', 'Meaning', 'Environment'], command.options.map(formatOption))];
}

function formatOption({ flags, description, argChoices, defaultValue, envVar }: Option): readonly string[] {
  const choices = argChoices ? `: ${argChoices.map(code).join(', ')}` : '';
  const standard = defaultValue === undefined ? '' : ` (default: ${code(defaultValue)})`;
  return [code(flags), description + choices + standard, envVar === undefined ? '' : code(envVar)];
}

function formatVariable(variable: string): readonly string[] {
  const option = COMMANDS.flatMap(({ options }) => options).find(({ envVar }) => envVar === variable);
  if (option) return [code(variable), code(option.long ?? option.flags)];
  return [code(variable), `no option, because the process list would show the value: ${SECRETS[variable] ?? ''}`];
}
