import { Command } from 'commander';
import type { ScenarioOptions } from './scenario/run.ts';

/** Creates `xis-testkit scenario`, which runs scenarios, engine against simulator, and reports which fail. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .argument('[paths...]', "files, or folders with files (default: the package's own scenarios)")
    .option(
      '-c, --config <file>',
      'practices for the scenarios without practices of their own (default: the built-in ones)',
    )
    .option('--only <pattern>', 'run only scenarios whose title, file or clauses match this regular expression')
    .option('--json <file>', 'write the results as JSON')
    .option('--junit <file>', 'write the results as JUnit XML')
    .action(async (paths: readonly string[], options: ScenarioOptions) =>
      (await import('./scenario/run.ts')).runScenarios(paths, options),
    );
}
