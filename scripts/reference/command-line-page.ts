import type { Command, Option } from 'commander';
import { bookCommand } from '../../cli/book.ts';
import { checkCommand } from '../../cli/check.ts';
import { VARIABLES } from '../../cli/environment.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { scenarioCommand } from '../../cli/scenario.ts';
import { simulateCommand } from '../../cli/simulate.ts';
import { verifyCommand } from '../../cli/verify.ts';
import { code, GENERATED, page, table } from './markdown.ts';

/** Every command of `xis-testkit`. */
export const COMMANDS: readonly Command[] = [
  simulateCommand(),
  checkCommand(),
  bookCommand(),
  scenarioCommand(),
  verifyCommand(),
];

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'It has done what was asked. A simulator that was stopped by Ctrl-C or SIGTERM counts as that.',
  failed: 'A XIS is not conformant, a scenario has failed, or a contract is not kept; standard output says why.',
  usage:
    'A wrong call, a configuration that cannot be used, or a XIS that cannot be reached; standard error says what.',
  incomplete: 'Nothing that was looked at is wrong, but not everything could be looked at; standard output says why.',
  internal: 'A mistake of xis-testkit itself; standard error says where.',
  interrupted: 'Ended by Ctrl-C before it was done. What was booked until then has been cancelled, or is told.',
};

const SECRETS: Readonly<Record<string, string>> = {
  [VARIABLES.adminToken]: 'the token of the control interface',
  [VARIABLES.clientKeyPassphrase]: 'the pass phrase of `--client-key`',
};

const ENVIRONMENT = `A command's option goes before its variable, and a variable before the configuration. A variable that
begins with \`XIS_TESTKIT_\` and is not in this list is taken for a typing mistake: exit code ${EXIT.usage}. An empty one counts as not set.`;

/** docs/reference/command-line.md */
export function commandLinePage(): string {
  return page(
    GENERATED,
    '# Command line',
    'The command is `xis-testkit`; where the package is installed, `npx xis-testkit`. `xis-testkit --version` prints its version, `xis-testkit --help` and `xis-testkit simulate --help` print what can be asked.',
    ...COMMANDS.flatMap(commandPart),
    '## Environment',
    ENVIRONMENT,
    table(['Variable', 'Instead of'], Object.values(VARIABLES).map(variableRow)),
    '## Exit codes',
    table(
      ['Code', 'Meaning'],
      Object.entries(EXIT).map(([name, status]) => [String(status), EXIT_MEANINGS[name as keyof typeof EXIT]]),
    ),
    '`book` has [more of them](../guides/booking.md). A check that is ended by Ctrl-C or SIGTERM has 128 and the number of the signal: 130 or 143.',
  );
}

function commandPart(command: Command): readonly string[] {
  return [
    `## ${command.name()}`,
    ...describe(command),
    ...command.commands.flatMap((own) => [
      `### ${command.name()} ${own.name()}`,
      code(`xis-testkit ${command.name()} ${own.name()} ${own.usage()}`),
      ...describe(own),
    ]),
  ];
}

function describe(command: Command): readonly string[] {
  return [command.description(), table(['Option', 'Meaning', 'Environment'], command.options.map(optionRow))];
}

function optionRow({ flags, description, argChoices, defaultValue, envVar }: Option): readonly string[] {
  const choices = argChoices ? `: ${argChoices.map(code).join(', ')}` : '';
  const standard = defaultValue === undefined ? '' : ` (default: ${code(defaultValue)})`;
  return [code(flags), description + choices + standard, envVar === undefined ? '' : code(envVar)];
}

function variableRow(variable: string): readonly string[] {
  const option = COMMANDS.flatMap(({ options }) => options).find(({ envVar }) => envVar === variable);
  if (option) return [code(variable), code(option.long ?? option.flags)];
  return [code(variable), `has no option, as it must not stand in a process list: ${SECRETS[variable] ?? ''}`];
}
