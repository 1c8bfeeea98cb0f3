import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REQUIREMENTS } from '../../conformance/requirements/ledger.ts';
import { CLAUSE_LEVELS, INTERACTION_CLAUSES } from '../../contracts/clauses.ts';
import { pactPath } from '../../contracts/index.ts';

describe('the clauses of the contracts', () => {
  test.each(Object.entries(CLAUSE_LEVELS))('%s has the level of the ledger: %s', (clause, level) => {
    expect(REQUIREMENTS.find(({ id }) => id === clause)?.level).toBe(level);
  });

  test('are known for each interaction of the pacts, and for no other', () => {
    const descriptions = (['xis', 'spreekuur'] as const).flatMap((provider) => {
      const { interactions } = JSON.parse(readFileSync(pactPath(provider), 'utf8'));
      return interactions.map(({ description }: { readonly description: string }) => description);
    });
    expect(Object.keys(INTERACTION_CLAUSES).sort()).toEqual(descriptions.sort());
  });
});
