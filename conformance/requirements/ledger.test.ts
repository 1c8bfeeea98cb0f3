import { describe, expect, test } from 'vitest';
import { CHECKS } from '../suites/index.ts';
import { LEVELS } from '../verdict.ts';
import { FORMER_IDS, REQUIREMENTS } from './ledger.ts';
import { UNCHECKED } from './unchecked.ts';

describe('the ledger of requirements', () => {
  const checked = new Set(CHECKS.flatMap(({ clauses }) => clauses));

  test.for(REQUIREMENTS.map(({ id }) => id))('%s has either a check or a reason why it has no check', (id) => {
    expect(checked.has(id)).toBe(UNCHECKED[id] === undefined);
  });

  test('has every clause that a check or a reason names', () => {
    const known = new Set(REQUIREMENTS.map(({ id }) => id));
    expect([...checked, ...Object.keys(UNCHECKED)].filter((id) => !known.has(id))).toEqual([]);
  });

  test('has a must only where it is published, or FHIR requires what the flow cannot do without', () => {
    const essential = ['SL-12', 'SL-18', 'SL-27'];
    for (const { id, level, origins } of REQUIREMENTS) {
      const isPublished = origins.some((origin) => !['fhir', 'rfc', 'ours'].includes(origin));
      if (level === 'must') expect(isPublished || essential.includes(id), id).toBe(true);
      if (origins.join() === 'ours') expect(`${id} ${level}`).toBe(`${id} advisory`);
    }
  });

  test('has exceptions that are milder than their clauses', () => {
    for (const { id, level, exception } of REQUIREMENTS) {
      if (exception) expect(LEVELS.indexOf(exception.level), id).toBeGreaterThan(LEVELS.indexOf(level));
    }
  });

  test('knows the clauses that former ids name', () => {
    const known = REQUIREMENTS.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining(Object.values(FORMER_IDS)));
    expect(known.filter((id) => id in FORMER_IDS)).toEqual([]);
  });
});

describe('the checks', () => {
  test('have unique ids, after folder and file', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(?:-[a-z]+)*\/[a-z]+(?:-[a-z\d]+)*$/.test(id))).toEqual([]);
  });

  test('have clauses of one level', () => {
    const levels = new Map(REQUIREMENTS.map(({ id, level }) => [id, level]));
    const mixed = CHECKS.filter(({ clauses }) => new Set(clauses.map((id) => levels.get(id))).size !== 1);
    expect(mixed.map(({ id }) => id)).toEqual([]);
  });

  test('have the level of an exception only where a clause has one', () => {
    const excepted = new Set(REQUIREMENTS.flatMap(({ id, exception }) => (exception ? [id] : [])));
    const strict = new Map(REQUIREMENTS.map(({ id, level }) => [id, level]));
    for (const { id, level, clauses } of CHECKS) {
      if (level !== strict.get(clauses[0] ?? ''))
        expect(
          clauses.some((clause) => excepted.has(clause)),
          id,
        ).toBe(true);
    }
  });

  test('each name a clause, a defect that they catch, and what they assert', () => {
    for (const { id, title, clauses, catches } of CHECKS) {
      expect(clauses.length, id).toBeGreaterThan(0);
      expect(catches.length, id).toBeGreaterThan(0);
      expect(title, id).toMatch(/^[A-Za-z].{10,}[^.]$/);
    }
  });
});
