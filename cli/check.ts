import { Command, Option } from 'commander';
import {
  numberFrom,
  patientBsnOption,
  type TargetOptions,
  withAccessOptions,
  withTargetOptions,
} from './target-options.ts';

/** What `xis-testkit check` is called with, from the command line, the environment and a file. */
export interface CheckCommandOptions extends Omit<TargetOptions, 'organization' | 'patientReference'> {
  readonly organization?: string;
  readonly patientReference?: string;
  readonly config?: string;
  readonly otherOrganization?: string;
  readonly approvalType?: string;
  readonly allowBooking?: true;
  readonly maxBookings?: number;
  readonly runFile?: string;
  readonly listen?: number;
  readonly listenHost: string;
  readonly callbackUrl?: string;
  readonly approvalTimeout: number;
  readonly onApprovalNeeded?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly knownFailures?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly markdown?: string;
  readonly quiet?: true;
  readonly color: boolean;
}

/** `xis-testkit check`: tells clause by clause whether Spreekuur.nl will work with a XIS. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('Check a live XIS, clause by clause. It only reads, unless --allow-booking is given.')
    .argument('[url]', 'FHIR base of the XIS')
    // What stands after the name of a subcommand is for that subcommand.
    .enablePositionalOptions()
    .addOption(configOption());
  withTargetOptions(command, { mayBeElsewhere: true })
    .option('--other-organization <agb>', 'another practice of the same XIS: whether the two are kept apart')
    .option('--allow-booking', 'make appointments for the test patient, and cancel them again')
    .addOption(
      new Option('--max-bookings <number>', 'the most appointments that are made (default: 12)').argParser(
        numberFrom(1, 100),
      ),
    )
    .option('--run-file <file>', 'where bookings are written down before they are made (default: a new file here)')
    .option('--approval-type <code>', "type that needs approval, a code or 'system|code'; without it one is looked for")
    .addOption(
      new Option('--listen <port>', 'port for the callbacks of the XIS, 0 for any').argParser(numberFrom(0, 65_535)),
    )
    .option('--listen-host <address>', 'address to listen on, for a XIS on another machine 0.0.0.0', '127.0.0.1')
    .option('--callback-url <url>', 'where the XIS reaches that port (default: http://localhost:<port>)')
    .addOption(
      new Option('--approval-timeout <seconds>', 'for each approval and its callback')
        .default(120)
        .argParser(numberFrom(1, 86_400)),
    )
    .option(
      '--on-approval-needed <command or url>',
      'decides an appointment in the XIS: a command that gets its id and the decision, or a url that gets them as JSON',
    )
    .option(
      '--only <pattern>',
      "checks to look at, by id, folder, clause or need: slot-search, 'AP-*', booking; may be given several times",
      list,
    )
    .option('--skip <pattern>', 'checks to leave out, in the same way; may be given several times', list)
    .option('--known-failures <file>', 'what is known to fail, and why that is borne')
    .option('--json <file>', 'write the report as JSON')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--markdown <file>', 'write the report as Markdown; goes to the end of a file that is there')
    .option('--quiet', 'print no progress, only the report')
    .option('--no-color', 'print without colors, as when NO_COLOR is set')
    .addHelpText(
      'after',
      '\nExit code: 0 conformant; 1 not conformant; 2 a wrong call, or the XIS cannot be reached; 3 incomplete: nothing that must\nbe is wrong, but not everything could be looked at; 4 a mistake of xis-testkit; 130 ended by Ctrl-C.',
    )
    .action(async (url: string | undefined, _options: unknown, self: Command) => {
      // Loaded here, and in the subcommands, because the other commands start without it.
      const { runCheck } = await import('./check/run.ts');
      await runCheck(url, self);
    });
  return command.addCommand(listCommand()).addCommand(cleanupCommand()).addCommand(diffCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List all checks: id, level, clauses, what it needs, and what it asserts.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const { checksAsJson, checksAsText } = await import('./check/list.ts');
      process.stdout.write(json ? checksAsJson() : checksAsText(process.stdout.columns));
    });
}

function cleanupCommand(): Command {
  return withAccessOptions(
    new Command('cleanup')
      .description('Cancel what a check has left in the XIS, after a crash for instance.')
      .argument('<runfile>', 'the file that the check has left')
      .addOption(configOption())
      .addOption(patientBsnOption()),
  ).action(async (file: string, _options: unknown, self: Command) => {
    const { runCleanup } = await import('./check/cleanup.ts');
    await runCleanup(file, self);
  });
}

function diffCommand(): Command {
  return new Command('diff')
    .description('Compare two reports of --json. Exit code 1 when something got worse.')
    .argument('<old>', 'the older report')
    .argument('<new>', 'the newer one')
    .option('--no-color', 'print without colors, as when NO_COLOR is set')
    .action(async (older: string, newer: string, { color }: { readonly color: boolean }) => {
      const { runDiff } = await import('./check/diff.ts');
      await runDiff(older, newer, color);
    });
}

function configOption(): Option {
  return new Option('-c, --config <file>', 'a file with any of these options, YAML or JSON');
}

/** Collects an option that may come several times, or with commas. */
function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}
