import { Command } from 'commander';
import { EXIT } from '../errors/exit-codes.ts';
import {
  defaultScenariosPath,
  formatFailure,
  formatJsonReport,
  formatJunitReport,
  formatProgress,
  formatSummary,
  loadScenarios,
  runScenario,
} from '../scenarios/index.ts';
import { loadConfiguration } from '../simulator/index.ts';
import { UsageError } from './usage-error.ts';
import { writeReport } from './write-report.ts';

interface ScenarioOptions {
  readonly config?: string;
  readonly only?: string;
  readonly json?: string;
  readonly junit?: string;
}

/** Creates `xis-testkit scenario`, which runs scenarios, engine against simulator, and reports which fail. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .description('Run scenarios: the actions of patient, practitioner, clock and network, and the expected outcome.')
    .argument('[paths...]', "files, or folders with files (default: the package's own scenarios)")
    .option(
      '-c, --config <file>',
      'practices for the scenarios without practices of their own (default: the built-in ones)',
    )
    .option('--only <pattern>', 'run only scenarios whose title, file or clauses match this regular expression')
    .option('--json <file>', 'write the results as JSON')
    .option('--junit <file>', 'write the results as JUnit XML')
    .action(run);
}

async function run(paths: readonly string[], options: ScenarioOptions): Promise<void> {
  const only = parsePattern(options.only ?? '');
  const configuration = options.config === undefined ? {} : { configuration: await loadConfiguration(options.config) };
  const loaded = await loadScenarios(paths.length > 0 ? paths : [defaultScenariosPath()], configuration);
  const scenarios = loaded.filter(({ title, file, clauses }) => only.test([title, file, ...clauses].join('\n')));
  if (scenarios.length === 0)
    throw new UsageError(loaded.length === 0 ? 'no scenario found' : 'no scenario matches --only');
  const results = [];
  for (const [index, scenario] of scenarios.entries()) {
    const result = await runScenario(scenario);
    results.push(result);
    process.stdout.write(`${formatProgress(result, index, scenarios.length)}\n`);
    if (result.failure) process.stdout.write(`${formatFailure(result)}\n`);
  }
  process.stdout.write(`${formatSummary(results)}\n`);
  if (options.json !== undefined) await writeReport(options.json, formatJsonReport(results));
  if (options.junit !== undefined) await writeReport(options.junit, formatJunitReport(results));
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = EXIT.failed;
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`--only: expected a regular expression, got '${text}'`, { cause: error });
  }
}
