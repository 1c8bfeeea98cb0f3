import { Command } from 'commander';
import { CLEANUP_TABLE, checkTable, withoutRequirements } from './check/options.ts';
import { addOptions } from './command-options.ts';

const NO_COLOR = ['--no-color', 'print without colors, as when NO_COLOR is set'] as const;

/** Creates `xis-testkit check`, which checks clause by clause whether Spreekuur.nl will work with a XIS. */
export function checkCommand(table = checkTable()): Command {
  const command = new Command('check')
    // Options after the name of a subcommand belong to the subcommand.
    .enablePositionalOptions();
  return addOptions(command, table)
    .addHelpText(
      'after',
      '\nExit code: 0 conformant; 1 not conformant; 2 the command line cannot be used, or the XIS cannot be reached;\n3 incomplete: no failure was found, but not everything could be checked; 4 internal error of xis-testkit;\n7 the output or a report could not be written, so there is no verdict; 130 ended by Ctrl-C.',
    )
    .action(async (url: string | undefined, { ui }: { readonly ui?: true }, self: Command) => {
      const { readSettings } = await import('./check/settings.ts');
      const settings = await readSettings(ui ? withoutRequirements(table) : table, self, url);
      if (ui) return (await import('./check/run-page.ts')).runCheckPage(settings);
      return (await import('./check/run.ts')).runCheckCommand(settings);
    })
    .addCommand(listCommand())
    .addCommand(cleanupCommand())
    .addCommand(diffCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List all checks: id, level, clauses, needs, and the assertion.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => (await import('./check/list.ts')).printChecks(json));
}

function cleanupCommand(): Command {
  const command = new Command('cleanup')
    .description('Cancel the appointments that checks have left in the XIS, after a crash for instance.')
    .argument('<runfiles...>', 'the run files that the checks have left');
  return addOptions(command, CLEANUP_TABLE).action(
    async (files: readonly string[], _options: unknown, self: Command) => {
      const { readSettings } = await import('./check/settings.ts');
      const settings = await readSettings(CLEANUP_TABLE, self);
      return (await import('./check/cleanup.ts')).runCleanup(files, settings);
    },
  );
}

function diffCommand(): Command {
  return new Command('diff')
    .description('Compare two reports of --json. Exit code 1 when something got worse.')
    .argument('<old>', 'the older report')
    .argument('<new>', 'the newer report')
    .option(...NO_COLOR)
    .action(async (older: string, newer: string, { color }: { readonly color: boolean }) =>
      (await import('./check/diff.ts')).runDiff(older, newer, color),
    );
}
