import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PATIENCE_MS, STEP_MS } from './test/support/patience.ts';

// The file for the results as JSON, for CI.
const reportFile = process.env['VITEST_REPORT'];

// Turns off Pact's telemetry. Its native code reads the environment of the process, not of a worker.
process.env['PACT_DO_NOT_TRACK'] = 'true';

/** Files that take long: they come first, so that no core is idle at the end. */
const LONGEST = [
  'docs/snippets',
  'cli/token-sources',
  'cli/broken-network',
  'store/crash',
  'cli/simulate',
  'cli/book',
  'contracts/right-and-wrong',
  'cli/verify',
  'conformance/matrix',
  'docs/jobs',
  'docs/recipes',
  'store/outages',
  'cli/check',
  'store/processes',
  'conformance/right-xis',
  'contracts/token-patient',
  'cli/output',
  'ui/accessibility',
  'store/every-store',
  'contracts/authorization',
  'simulator/defects',
  'scenarios/command',
  'contracts/independent-xis',
  'ui/shell',
  'ui/patient',
  'ui/trouble',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: [
      '{errors,package,transport,oauth,fhir,simulator,engine,conformance,contracts,schema,output,scenarios,cli,ui,bench}/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // One PostgreSQL server and one browser for the files that need them.
    globalSetup: ['test/support/postgres/global-setup.ts', 'test/support/browser/global-setup.ts'],
    // Worker threads start faster than processes, and no test changes the process.
    pool: 'threads',
    // By default one core is idle, although many tests wait for child processes.
    maxWorkers: '100%',
    // Files share their imports: loading them for each file took a sixth of the time. So state belongs into a test, a
    // fixture or a hook that sets it up; shared modules keep only counters for unique names.
    isolate: false,
    sequence: { shuffle: { tests: true }, sequencer: LongestFirst },
    // A test waits for what happens, and not for a time: on a busy machine the start of a process takes seconds.
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    expect: { poll: { timeout: STEP_MS } },
    ...(reportFile !== undefined && { reporters: ['default', ['json', { outputFile: reportFile }]] }),
  },
});
