import { describe, expect, it } from 'vitest';
import { AREAS, REQUIREMENTS as clauses } from '../../conformance/requirements/ledger.ts';
import { indexTestsByClause, listFiles, readClauseIds } from '../../scripts/reference/clause-tests.ts';

const known = clauses.map(({ id }) => id);
/** The simulator ignores tokens. */
const TOKENS = ['TR-3', 'TR-4', 'TR-5'];
/** The tests of SL-9 cover this clause too, but do not name it yet. */
const UNNAMED: readonly string[] = [];

describe('docs/reference/clauses.md', () => {
  it('has every clause once, in order', () => {
    expect(new Set(known).size).toBe(known.length);
    for (const area of AREAS.filter(({ requirements: { length } }) => length > 1)) {
      const numbers = area.requirements.map(({ id }) => Number(id.split('-')[1]));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('has every clause that the project names', () => {
    const unknown = listFiles('.ts', '.mjs', '.md', '.yaml').flatMap((path) =>
      [...readClauseIds(path)].filter((id) => !known.includes(id)).map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it('has a test for every clause of a XIS', () => {
    const tested = indexTestsByClause();
    const testable = clauses.filter(
      ({ id, concerns }) => concerns !== 'Spreekuur.nl' && ![...TOKENS, ...UNNAMED].includes(id),
    );
    expect(testable.filter(({ id }) => !tested.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
