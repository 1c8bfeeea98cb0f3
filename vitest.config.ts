import { defineConfig } from 'vitest/config';

// Where CI wants the result as JSON, beside what is printed.
const report = process.env['VITEST_REPORT'];

export default defineConfig({
  test: {
    include: ['{fhir,simulator,engine,conformance,scenarios,cli,bench}/**/*.test.ts', 'test/**/*.test.ts'],
    // Worker threads start faster than processes, and no test changes the process.
    pool: 'threads',
    sequence: { shuffle: true },
    testTimeout: 20_000,
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
});
