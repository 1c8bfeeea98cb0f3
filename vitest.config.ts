import { defineConfig } from 'vitest/config';

// The file for the results as JSON, for CI.
const reportFile = process.env['VITEST_REPORT'];

// Turns off Pact's telemetry. Its native code reads the environment of the process, not of a worker.
process.env['PACT_DO_NOT_TRACK'] = 'true';

export default defineConfig({
  test: {
    include: [
      '{errors,fhir,simulator,engine,conformance,contracts,schema,output,scenarios,cli,bench}/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // Worker threads start faster than processes, and no test changes the process.
    pool: 'threads',
    // By default one core stays idle, although many tests only wait for child processes.
    maxWorkers: '100%',
    // Test files share modules, because loading them for each file took a sixth of the time. No module keeps state of a test.
    isolate: false,
    sequence: { shuffle: true },
    testTimeout: 20_000,
    ...(reportFile !== undefined && { reporters: ['default', ['json', { outputFile: reportFile }]] }),
  },
});
