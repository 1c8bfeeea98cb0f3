import { describe, expect, test } from 'vitest';
import { CHECKS } from '../suites/index.ts';
import { LEVELS } from '../verdict.ts';
import { REQUIREMENTS } from './ledger.ts';
import { UNCHECKED } from './unchecked.ts';

/** Clauses whose checks create appointments and do not exist yet. */
const PENDING = new Set(
  'AP-1 AP-2 AP-3 AP-4 AP-5 AP-6 AP-7 AP-8 AP-9 AP-10 CB-1 CB-3 CB-4 CB-6 CN-1 CN-2 CN-3 CN-4'.split(' '),
);

describe('the ledger of requirements', () => {
  const checked = new Set(CHECKS.flatMap(({ clauses }) => clauses));

  test.for(REQUIREMENTS.map(({ id }) => id))('%s has either a check or a reason why it has no check', (id) => {
    const hasCheck = checked.has(id) || PENDING.has(id);
    expect(hasCheck).toBe(UNCHECKED[id] === undefined);
  });

  test('has every clause that a check or a reason names', () => {
    const known = new Set(REQUIREMENTS.map(({ id }) => id));
    expect([...checked, ...Object.keys(UNCHECKED)].filter((id) => !known.has(id))).toEqual([]);
  });

  test('has the level that follows from the origin', () => {
    const exceptions = ['SL-4', 'SL-12', 'SL-18', 'AP-6'];
    for (const { id, level, origins } of REQUIREMENTS) {
      const isPublished = origins.some((origin) => origin !== 'fhir' && origin !== 'ours');
      const isFhir = origins.includes('fhir');
      const expected = isPublished || exceptions.includes(id) ? 'must' : isFhir ? 'should' : 'advisory';
      expect(`${id} ${level}`).toBe(`${id} ${expected}`);
    }
  });
});

describe('the checks', () => {
  test('have unique ids, after folder and file', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(?:-[a-z]+)*\/[a-z]+(?:-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test('weigh no more than the heaviest of their clauses', () => {
    const levels = new Map(REQUIREMENTS.map(({ id, level }) => [id, LEVELS.indexOf(level)]));
    const heavier = CHECKS.filter(
      ({ level, clauses }) => LEVELS.indexOf(level) < Math.min(...clauses.map((id) => levels.get(id) ?? 0)),
    );
    expect(heavier.map(({ id }) => id)).toEqual([]);
  });

  test('each name a clause, a defect that they catch, and what they assert', () => {
    for (const { id, title, clauses, catches } of CHECKS) {
      expect(clauses.length, id).toBeGreaterThan(0);
      expect(catches.length, id).toBeGreaterThan(0);
      expect(title, id).toMatch(/^[A-Za-z].{10,}[^.]$/);
    }
  });
});
