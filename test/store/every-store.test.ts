import { describe, expect, test } from 'vitest';
import { CHECKED_PRACTICE } from '../../fixtures/test/practices.ts';
import { defaultScenariosPath, formatFailure, loadScenarios, runScenario } from '../../scenarios/index.ts';
import { startCheckedXis } from '../support/check.ts';
import { IS_FULL } from '../support/runs.ts';
import { createTestStore } from '../support/stored-sandbox.ts';

const STORED = ['folder', 'PostgreSQL'] as const;

const scenarios = await loadScenarios([defaultScenariosPath()]);

describe.for(STORED.map((name, index) => [name, index] as const))(
  'a simulator with its store in %s',
  ([name, index]) => {
    test('passes the conformance check', async () => {
      await using store = await createTestStore(name);
      const xis = await startCheckedXis(CHECKED_PRACTICE, undefined, undefined, store.location);
      const { checks } = await xis.check();
      await xis.close();
      const failures = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'error' || verdict === 'warn');
      expect(failures.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
      expect(checks.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(50);
    });

    // In full, every scenario runs with each store.
    const shown = scenarios.filter((_, number) => IS_FULL || number % STORED.length === index);
    test.for(shown.map((scenario) => [scenario.title, scenario] as const))('shows: %s', async ([, scenario]) => {
      await using store = await createTestStore(name);
      expect(formatFailure(await runScenario(scenario, { store: store.location }))).toBe('');
    });
  },
);
