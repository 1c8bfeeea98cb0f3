import { EXIT } from '../../errors/exit-codes.ts';
import {
  defaultScenariosPath,
  formatFailure,
  formatJsonReport,
  formatJunitReport,
  formatProgress,
  formatSummary,
  loadScenarios,
  runScenario,
  type Scenario,
  type ScenarioResult,
} from '../../scenarios/index.ts';
import { loadConfiguration } from '../../simulator/index.ts';
import { reportUnwritten, stdout } from '../output.ts';
import { onInterrupt, unlessInterrupted } from '../shutdown.ts';
import { UsageError } from '../usage-error.ts';
import { expectWritable, writeReports } from '../write-report.ts';

/** The options of `scenario`. */
export interface ScenarioOptions {
  readonly config?: string;
  readonly only?: string;
  readonly json?: string;
  readonly junit?: string;
}

/** Runs the scenarios of files and folders, reports which fail, and sets the exit code. */
export async function runScenarios(paths: readonly string[], options: ScenarioOptions): Promise<void> {
  const files = [
    { option: '--json', path: options.json, format: formatJsonReport },
    { option: '--junit', path: options.junit, format: formatJunitReport },
  ] as const;
  const requested = files.flatMap(({ path, ...file }) => (path === undefined ? [] : [{ ...file, path }]));
  await expectWritable(requested);
  const scenarios = await selectScenarios(paths, options);
  const shutdown = onInterrupt();
  const results = await runAll(scenarios, shutdown.signal);
  stdout.write(`${formatSummary(results)}\n`);
  const notRun = scenarios.length - results.length;
  if (notRun > 0) stdout.write(`interrupted: ${notRun} of ${scenarios.length} scenarios were not run\n`);
  const reports = requested.map(({ option, path, format }) => ({ option, path, content: format(results) }));
  reportUnwritten((await writeReports(reports)).problems);
  const hasFailed = results.some(({ failure }) => failure !== undefined);
  process.exitCode = shutdown.exitCode ?? (hasFailed ? EXIT.failed : EXIT.ok);
  shutdown.stop();
}

async function selectScenarios(paths: readonly string[], options: ScenarioOptions): Promise<readonly Scenario[]> {
  const only = parsePattern(options.only ?? '');
  const configuration = options.config === undefined ? {} : { configuration: await loadConfiguration(options.config) };
  const loaded = await loadScenarios(paths.length > 0 ? paths : [defaultScenariosPath()], configuration);
  const scenarios = loaded.filter(({ title, file, clauses }) => only.test([title, file, ...clauses].join('\n')));
  if (scenarios.length > 0) return scenarios;
  throw new UsageError(loaded.length === 0 ? 'no scenario found' : 'no scenario matches --only');
}

/** Runs scenarios up to an interruption, and returns the results of those that have ended. */
async function runAll(scenarios: readonly Scenario[], signal: AbortSignal): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    // The simulator of a scenario is in this process, so nothing of it stays.
    const result = await unlessInterrupted(() => runScenario(scenario), signal).catch((error) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (!result) break;
    results.push(result);
    stdout.write(`${formatProgress(result, index, scenarios.length)}\n`);
    if (result.failure) stdout.write(`${formatFailure(result)}\n`);
  }
  return results;
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`--only: expected a regular expression, got '${text}'`, { cause: error });
  }
}
