import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { REQUIREMENTS } from '../../conformance/requirements/ledger.ts';
import { defaultScenariosPath, formatFailure, loadScenarios, runScenario } from '../../scenarios/index.ts';
import { scenarioSchema } from '../../scripts/reference/scenario-schema.ts';

const scenarios = await loadScenarios([defaultScenariosPath()]);
const clauses = REQUIREMENTS.map(({ id }) => id);

/** The clauses of the flow that a scenario can show. */
const OF_THE_FLOW = clauses.filter((id) =>
  /^(PT|AT|AG|AP|CB|CN|UP)-\d+$|^SL-(8|9|10|11|12|13|14|16|18|25|26)$/.test(id),
);

describe('a scenario is as expected', () => {
  test.for(scenarios.map((scenario) => [`${scenario.title} (${scenario.clauses.join(', ')})`, scenario] as const))(
    '%s',
    async ([, scenario]) => {
      expect(formatFailure(await runScenario(scenario))).toBe('');
    },
  );
});

describe('the scenarios together', () => {
  test('show every clause of the flow', () => {
    const shown = new Set(scenarios.flatMap((scenario) => scenario.clauses));
    expect(OF_THE_FLOW).toHaveLength(68);
    expect(OF_THE_FLOW.filter((id) => !shown.has(id))).toEqual([]);
  });

  test('cite known clauses', () => {
    expect(scenarios.flatMap((scenario) => scenario.clauses).filter((id) => !clauses.includes(id))).toEqual([]);
  });

  test('have unique titles', () => {
    const titles = scenarios.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('expect something, each of them', () => {
    const idle = scenarios.filter(({ steps }) => steps.every(({ input }) => input.expect === undefined));
    expect(idle.map(({ file }) => file)).toEqual([]);
  });

  test('are what the schema for editors takes', () => {
    const accepts = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
      scenarioSchema() as object,
    );
    const refused = scenarios.filter(({ file }) => !accepts(parse(readFileSync(file, 'utf8'))));
    expect(refused.map(({ file }) => [file, accepts(parse(readFileSync(file, 'utf8'))), accepts.errors])).toEqual([]);
  });

  test('take little time, for no step waits for the real clock', async () => {
    const slow = scenarios.filter(({ file }) => /xis-too-slow|down-for-an-hour/.test(file));
    expect(slow).toHaveLength(2);
    for (const scenario of slow) expect((await runScenario(scenario)).durationMs).toBeLessThan(5000);
  });
});
