import { Command } from 'commander';
import { runCleanup } from './check/cleanup.ts';
import { runDiff } from './check/diff.ts';
import { checksAsJson, checksAsText } from './check/list.ts';
import { CLEANUP_TABLE, checkTable, withoutRequirements } from './check/options.ts';
import { runCheckCommand } from './check/run.ts';
import { readSettings } from './check/settings.ts';
import { addOptions } from './command-options.ts';
import { stdout } from './output.ts';

const NO_COLOR = ['--no-color', 'print without colors, as when NO_COLOR is set'] as const;

/** Creates `xis-testkit check`, which checks clause by clause whether Spreekuur.nl will work with a XIS. */
export function checkCommand(table = checkTable()): Command {
  const command = new Command('check')
    .description('Check a live XIS, clause by clause. It only reads, unless --allow-booking is given.')
    // Options after the name of a subcommand belong to the subcommand.
    .enablePositionalOptions();
  return addOptions(command, table)
    .addHelpText(
      'after',
      '\nExit code: 0 conformant; 1 not conformant; 2 the command line cannot be used, or the XIS cannot be reached;\n3 incomplete: no failure was found, but not everything could be checked; 4 internal error of xis-testkit;\n7 the output or a report could not be written, so there is no verdict; 130 ended by Ctrl-C.',
    )
    .action(async (url: string | undefined, { ui }: { readonly ui?: true }, self: Command) => {
      if (!ui) return runCheckCommand(await readSettings(table, self, url));
      const { runCheckPage } = await import('./check/run-page.ts');
      return runCheckPage(await readSettings(withoutRequirements(table), self, url));
    })
    .addCommand(listCommand())
    .addCommand(cleanupCommand())
    .addCommand(diffCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List all checks: id, level, clauses, needs, and the assertion.')
    .option('--json', 'print JSON')
    .action(({ json }: { readonly json?: true }) => {
      stdout.write(json ? checksAsJson() : checksAsText(stdout.columns));
    });
}

function cleanupCommand(): Command {
  const command = new Command('cleanup')
    .description('Cancel the appointments that checks have left in the XIS, after a crash for instance.')
    .argument('<runfiles...>', 'the run files that the checks have left');
  return addOptions(command, CLEANUP_TABLE).action(async (files: readonly string[], _options: unknown, self: Command) =>
    runCleanup(files, await readSettings(CLEANUP_TABLE, self)),
  );
}

function diffCommand(): Command {
  return new Command('diff')
    .description('Compare two reports of --json. Exit code 1 when something got worse.')
    .argument('<old>', 'the older report')
    .argument('<new>', 'the newer report')
    .option(...NO_COLOR)
    .action((older: string, newer: string, { color }: { readonly color: boolean }) => runDiff(older, newer, color));
}
