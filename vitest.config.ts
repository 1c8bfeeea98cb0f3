import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{fhir,simulator,cli,bench}/**/*.test.ts', 'test/**/*.test.ts'],
    // Worker threads start faster than processes, and no test changes the process.
    pool: 'threads',
    sequence: { shuffle: true },
    testTimeout: 20_000,
  },
});
