import { Command } from 'commander';
import { type Configuration, ConfigurationError, loadConfiguration } from '../simulator/index.ts';
import { EXIT } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';
import { writeReport } from './write-report.ts';

interface ScenarioOptions {
  readonly config?: string;
  readonly only?: string;
  readonly json?: string;
  readonly junit?: string;
}

/** `xis-testkit scenario`: plays scenarios, engine against simulator, and tells which are as expected. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .description('Play scenarios: what patient, practitioner, clock and network do, and what must be seen.')
    .argument('[paths...]', "files, or folders with files; without any, the package's own scenarios")
    .option('-c, --config <file>', 'practices for the scenarios that name none; without it the built-in ones')
    .option('--only <pattern>', 'only scenarios whose title, file or clauses match this regular expression')
    .option('--json <file>', 'write the results as JSON')
    .option('--junit <file>', 'write the results as JUnit XML')
    .action(run);
}

async function run(paths: readonly string[], options: ScenarioOptions): Promise<void> {
  // Loaded here because the other commands start without it.
  const {
    defaultScenariosPath,
    formatFailure,
    formatJsonReport,
    formatJunitReport,
    loadScenarios,
    formatProgress,
    runScenario,
    formatSummary,
  } = await import('../scenarios/index.ts');
  const only = patternOf(options.only ?? '');
  const loaded = await usable(async () => {
    const configuration = options.config === undefined ? {} : await configurationOf(options.config);
    return loadScenarios(paths.length > 0 ? paths : [defaultScenariosPath()], configuration);
  });
  const scenarios = loaded.filter(({ title, file, clauses }) => only.test([title, file, ...clauses].join('\n')));
  if (scenarios.length === 0) throw new UsageError(`no scenario ${loaded.length === 0 ? 'there' : 'matches --only'}`);
  const results = [];
  for (const [index, scenario] of scenarios.entries()) {
    const result = await usable(() => runScenario(scenario));
    results.push(result);
    process.stdout.write(`${formatProgress(result, index, scenarios.length)}\n`);
    if (result.failure) process.stdout.write(`${formatFailure(result)}\n`);
  }
  process.stdout.write(`${formatSummary(results)}\n`);
  if (options.json !== undefined) await writeReport(options.json, formatJsonReport(results));
  if (options.junit !== undefined) await writeReport(options.junit, formatJunitReport(results));
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = EXIT.failed;
}

async function configurationOf(file: string): Promise<{ readonly configuration: Configuration }> {
  return { configuration: await loadConfiguration(file) };
}

/** Mistakes in files are for their author. */
async function usable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message) : error;
  }
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new UsageError(`--only: expected a regular expression, found '${text}'`);
  }
}
