import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENCODINGS, NOT_UTF8 } from '../../fixtures/test/encodings.ts';
import {
  formatFailure,
  formatJsonReport,
  formatJunitReport,
  loadScenarios,
  parseScenario,
  runScenario,
} from '../../scenarios/index.ts';

const BSN = '999900109';

const BOOKED = `title: Booked at once
clauses: [AP-5]
practice:
  agb: "01000001"
  appointmentTypes: [{ code: consult, display: Consult, minutes: 20 }]
  schedules:
    - id: jansen
      practitioner: { id: jansen, name: Dr. Jansen }
      hours: [{ days: [tue], from: "09:00", to: "10:00", type: consult }]
steps:
  - do: timeslots
  - do: book
    slot: 1
    reason: My number is ${BSN}
    expect: { outcome: approved, ledger: { "1001": approved }, slots: { jansen-20270112T0800Z: busy } }
  - do: withdraw
    comment: Ask for ${BSN}
    expect: { notifications: [{ kind: cancelled }] }
`;

/** Runs the scenario with a part of its text replaced. */
async function resultOf(before: string, after: string) {
  expect(BOOKED).toContain(before);
  return runScenario(await parseScenario(BOOKED.replace(before, after), 'booked.yaml'));
}

/** Returns the error message for a file. */
async function refusal(text: string): Promise<string> {
  return parseScenario(text, 'booked.yaml').then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

describe('a scenario whose expectation is changed', () => {
  test('is fine before', async () => {
    expect(await resultOf('Booked', 'Booked')).not.toHaveProperty('failure');
  });

  test.for([
    ['the outcome', 'outcome: approved', 'outcome: pending', 'expect.outcome', '"pending"', '"approved"'],
    ['the ledger', '"1001": approved', '"1001": rejected', 'expect.ledger.1001', '"rejected"', '"approved"'],
    ['what is not there', '"1001": approved', '"1002": approved', 'expect.ledger.1002', '"approved"', 'nothing'],
    ['a slot', 'Z: busy', 'Z: free', 'expect.slots', '"free"', '"busy"'],
    ['silence', '{ notifications: [{ kind: cancelled }] }', '{}', 'expect.notifications', '[]', '"kind":"cancelled"'],
    ['a request', 'outcome: approved', 'requests: 2', 'expect.requests', '2', 'create-appointment'],
    ['a slot that is not offered', 'slot: 1', 'slot: 9', '(root)', 'a step that can be run', 'sees no slot 9'],
    [
      'a clock that goes back',
      '- do: withdraw\n    comment',
      "- do: advance\n    to: '2027-01-01 09:00'\n    note",
      '(root)',
      'a step that can be run',
      'only goes forward',
    ],
    ['success', 'slot: 1', 'slot: 1\n    agenda: 2', '(root)', 'a step that can be run', 'no agenda 2'],
  ] as const)('fails with the reason: %s', async ([, before, after, at, expected, seen]) => {
    const { failure, ...result } = await resultOf(before, after);
    expect(failure).toBeDefined();
    const text = formatFailure({ ...result, ...(failure ? { failure } : {}) });
    expect(text).toMatch(/step [23] \((book|withdraw|advance)\) at booked\.yaml:\d+:\d+ steps\[[12]\]/);
    expect(text).toContain(at);
    expect(text).toMatch(/expected {2}.*\n {4}got/);
    expect(text).toContain(expected);
    expect(text).toContain(seen);
    expect(text).toContain('```mermaid\nsequenceDiagram\n    participant P as Patient');
    expect(text).toContain('S->>X: GET /Slot?service-category=');
    expect(text).toContain('X-->>S: 200');
  });

  test('points at the line of the expectation', async () => {
    const { failure } = await resultOf('outcome: approved', 'outcome: pending');
    const line = BOOKED.split('\n').findIndex((text) => text.includes('outcome: approved')) + 1;
    expect(failure?.differences[0]?.place).toMatch(
      new RegExp(`^booked\\.yaml:${line}:24 steps\\[1\\]\\.expect\\.outcome`),
    );
  });

  test('has no secret in any report', async () => {
    const result = await resultOf('{ kind: cancelled }', '{ kind: new, comment: nothing }');
    const reports = [formatFailure(result), formatJsonReport([result]), formatJunitReport([result])];
    for (const report of reports) {
      expect(report).toContain('new');
      expect(report).toContain('sequenceDiagram');
      expect(report).not.toContain(BSN);
      expect(report).not.toContain('localhost');
    }
  });
});

describe('what a step does besides', () => {
  test('an outcome other than success must be expected', async () => {
    const text = BOOKED.replace('  - do: book\n', '  - do: take-slot\n    slot: 1\n  - do: book\n');
    const { failure } = await runScenario(await parseScenario(text.replace('outcome: approved, ', ''), 'booked.yaml'));
    expect(failure?.differences[0]).toMatchObject({ expected: 'approved or pending', seen: 'conflict' });
  });

  test('an error that Spreekuur.nl logs has to be expected, at any practice', async () => {
    const faulty = BOOKED.replace(
      'steps:\n',
      'steps:\n  - { do: fault, fault: { operation: search-slot, effect: { status: 500 } } }\n',
    );
    const text = faulty.replace('- do: timeslots', '- { do: agendas, expect: { outcome: failed } }');
    const { failure } = await runScenario(await parseScenario(text, 'booked.yaml'));
    expect(failure?.differences.map(({ path }) => path.join('.'))).toEqual(['expect.errors']);
  });

  test('two runs of a scenario have equal reports', async () => {
    const runs = [await resultOf('Z: busy', 'Z: free'), await resultOf('Z: busy', 'Z: free')];
    const [first, second] = runs.map(({ failure }) => failure);
    expect(first).toEqual(second);
  });
});

describe('a mistake in a file', () => {
  test.for([
    ['an unknown key', 'slot: 1', 'slots: 1', ':13:5 steps[1].slots: unknown key'],
    ['an unknown step', 'do: book', 'do: buy', ":12:9 steps[1].do: expected 'do' to be one of"],
    ['a misspelled step', 'do: book', 'do: boook', 'got "boook"; did you mean book?'],
    ['a wrong type', 'slot: 1', 'slot: [1]', ':13:11 steps[1].slot: expected a number from 1'],
    ['an unknown outcome', 'outcome: approved', 'outcome: great', ':15:24 steps[1].expect.outcome: expected one of'],
    [
      'an unknown expectation',
      'outcome: approved',
      'result: {}, mood: good',
      ':15:27 steps[1].expect.mood: unknown key',
    ],
    [
      'an unknown type',
      'slot: 1',
      'type: operatie',
      ":13:11 steps[1].type: expected the code of an appointment type (consult), got 'operatie'",
    ],
    [
      'an unknown schedule',
      'slot: 1',
      'agenda: smit',
      ":13:13 steps[1].agenda: expected the id of a schedule (jansen), got 'smit'",
    ],
    ['an unknown patient', 'slot: 1', 'patient: kees', ':13:14 steps[1].patient: expected a patient (emma, daan)'],
    [
      'an unknown practice',
      'slot: 1',
      'organization: "01000009"',
      ':13:19 steps[1].organization: expected the AGB code of a practice',
    ],
    [
      'a slot of no schedule',
      'jansen-20270112T0800Z',
      'smit-20270112T0800Z',
      'steps[1].expect.slots.smit-20270112T0800Z: expected the id of a slot',
    ],
    ['an invalid pattern', 'outcome: approved', 'text: "/(/"', 'steps[1].expect.text: expected a pattern'],
    ['a practice that cannot be', 'days: [tue]', 'days: [dinsdag]', ':9:24 practice.schedules[0].hours[0].days'],
    ['an unknown clause', '[AP-5]', '[AP-5, XY-1]', ':2:17 clauses[1]: expected the id of a clause'],
    ['no clauses', 'clauses: [AP-5]\n', '', "clauses' is required"],
    [
      'two kinds of practices',
      'practice:',
      'practices: [{ agb: "01000002", appointmentTypes: [], schedules: [] }]\npractice:',
      ':3:1 practices: expected practice or practices, got both',
    ],
    ['no YAML', 'title: Booked', 'title: : Booked', 'expected YAML or JSON'],
  ] as const)('names file, line and key: %s', async ([, before, after, expected]) => {
    expect(BOOKED).toContain(before);
    const message = await refusal(BOOKED.replace(before, after));
    expect(message).toMatch(/^booked\.yaml:\d+:\d+ ?/);
    expect(message).toContain(expected);
  });

  test('in parallel steps as well', async () => {
    const text = BOOKED.replace(
      '- do: timeslots',
      '- { do: parallel, steps: [{ do: types }, { do: book, colour: red }] }',
    );
    expect(await refusal(text)).toMatch(/^booked\.yaml:11:\d+ steps\[0\]\.steps\[1\]\.colour: unknown key/);
  });

  test('never repeats a BSN', async () => {
    expect(await refusal(BOOKED.replace('slot: 1', `type: "${BSN}"`))).not.toContain(BSN);
  });

  test('is reported for all files at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    try {
      await writeFile(join(folder, 'a.yaml'), BOOKED.replace('slot: 1', 'slot: true'));
      await writeFile(join(folder, 'b.yml'), BOOKED.replace('do: book', 'do: buy'));
      await writeFile(join(folder, 'c.txt'), 'not a scenario');
      const error = await loadScenarios([folder]).catch((reason: Error) => reason);
      const lines = (error as Error).message.split('\n');
      expect(lines).toHaveLength(2);
      expect(lines[0]).toContain(`${join(folder, 'a.yaml')}:13:11 steps[1].slot: `);
      expect(lines[1]).toContain(`${join(folder, 'b.yml')}:12:9 steps[1].do: `);
      await expect(loadScenarios([join(folder, 'd.yaml')])).rejects.toThrow(
        /d\.yaml: expected a scenario, got no such file/,
      );
      for (const [, encode] of ENCODINGS) {
        await writeFile(join(folder, 'd.yaml'), encode(BOOKED));
        expect(await loadScenarios([join(folder, 'd.yaml')])).toHaveLength(1);
        await writeFile(join(folder, 'd.yaml'), encode(BOOKED.replace('slot: 1', 'slot: true')));
        await expect(loadScenarios([join(folder, 'd.yaml')])).rejects.toThrow('d.yaml:13:11 steps[1].slot: ');
      }
      await writeFile(join(folder, 'd.yaml'), NOT_UTF8);
      await expect(loadScenarios([join(folder, 'd.yaml')])).rejects.toThrow('d.yaml:2:5: expected UTF-8, got the byte');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
