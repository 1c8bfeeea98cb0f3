import { defineConfig } from 'vitest/config';

// Where CI wants the result as JSON, beside what is printed.
const report = process.env['VITEST_REPORT'];

// Pact would tell its makers of every run. Set here, because its native code looks at the process and not at a worker.
process.env['PACT_DO_NOT_TRACK'] = 'true';

export default defineConfig({
  test: {
    include: [
      '{errors,fhir,simulator,engine,conformance,contracts,schema,output,scenarios,cli,bench}/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // Worker threads start faster than processes, and no test changes the process.
    pool: 'threads',
    // Without it one core is left idle, and many tests wait for processes of their own.
    maxWorkers: '100%',
    // Files share what they import: loading it anew for each of them took a sixth of the time. No module keeps a test's state.
    isolate: false,
    sequence: { shuffle: true },
    testTimeout: 20_000,
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
});
