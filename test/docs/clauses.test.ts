import { describe, expect, it } from 'vitest';
import { AREAS, REQUIREMENTS as clauses, FORMER_IDS } from '../../conformance/requirements/ledger.ts';
import { indexTestsByClause, listFiles, readClauseIds } from '../../scripts/reference/clause-tests.ts';

const known = clauses.map(({ id }) => id);
/** The simulator ignores tokens. */
const isAboutTokens = (id: string): boolean => id.startsWith('AU-');

describe('docs/reference/clauses.md', () => {
  it('has every clause once, in order', () => {
    expect(new Set(known).size).toBe(known.length);
    for (const area of AREAS.filter(({ requirements: { length } }) => length > 1)) {
      const numbers = area.requirements.map(({ id }) => Number(id.split('-')[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  it('has every clause that the project names', () => {
    const unknown = listFiles('.ts', '.mjs', '.md', '.yaml').flatMap((path) =>
      [...readClauseIds(path)].filter((id) => !known.includes(id) && !(id in FORMER_IDS)).map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it('has a test for every clause of a XIS', () => {
    const tested = indexTestsByClause();
    const testable = clauses.filter(({ id, concerns }) => concerns !== 'Spreekuur.nl' && !isAboutTokens(id));
    expect(testable.filter(({ id }) => !tested.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
