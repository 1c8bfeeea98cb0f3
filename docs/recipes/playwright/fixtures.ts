import { test as base } from '@playwright/test';
import { createPractice, type Practice, type Simulator, startSimulator } from './practice.js';
import { type Spreekuur, startSpreekuur } from './spreekuur.js';

interface TestFixtures {
  /** The program under test. A small page takes its place here: replace it by yours. */
  spreekuur: Spreekuur;
  /** A practice for each test, so that tests do not affect one another. */
  practice: Practice;
}

/** One simulator for each worker. */
interface WorkerFixtures {
  simulator: Simulator;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  simulator: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
    async ({}, use) => {
      const simulator = await startSimulator(process.env['TESTKIT_COMMAND'] ?? 'xis-testkit');
      await use(simulator);
      await simulator.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
  spreekuur: async ({}, use, { config }) => {
    const spreekuur = await startSpreekuur(`${config.rootDir}/spreekuur.html`);
    await use(spreekuur);
    spreekuur.close();
  },
  practice: async ({ simulator, spreekuur }, use) => {
    const practice = await createPractice(simulator.address, spreekuur.url);
    await use(practice);
    await practice.delete();
  },
});

export { expect } from '@playwright/test';
