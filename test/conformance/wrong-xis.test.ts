import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WRONG_XISS, type WrongXis } from '../../fixtures/test/wrong-xis.ts';
import { type Judges, type OddPractice, startJudges } from '../support/judged-xis.ts';

let judges: Judges;
beforeAll(async () => {
  judges = await startJudges();
});
afterAll(() => judges.close());

function toPractice({ defect, practice }: WrongXis): OddPractice {
  return { practice: { ...practice, defects: [defect] } };
}

// The matrix has the check that finds each of them (matrix.test.ts).
describe('a XIS that is wrong', () => {
  const seen = WRONG_XISS.filter(({ engine }) => !('unseen' in engine));
  test.each(seen)('item $item, $clauses: the engine finds $defect', async (row) => {
    const { engine } = row;
    await judges.judge(toPractice(row), async (xis) => {
      const flows = await xis.bookEachType({ isChanged: 'rejected' in engine });
      if ('ended' in engine)
        expect(flows.map(({ ended }) => ended)).toContainEqual(expect.stringMatching(engine.ended));
      if ('rejected' in engine) expect(flows.flatMap(({ callbacks }) => callbacks)).toContain(engine.rejected);
      if ('observed' in engine) {
        const clauses = flows.flatMap(({ observations }) => observations.map(({ clause }) => clause));
        expect(clauses).toContain(engine.observed);
      }
    });
  });

  const unseen = WRONG_XISS.filter(({ engine }) => 'unseen' in engine);
  test.each(unseen)('item $item, $clauses: the engine books in spite of $defect', async (row) => {
    await judges.judge(toPractice(row), async (xis) => {
      const flows = await xis.bookEachType();
      expect(flows.map(({ ended, settled }) => [ended, settled])).toEqual([
        [undefined, 'approved'],
        [undefined, 'approved'],
      ]);
      expect(flows.flatMap(({ observations }) => observations)).toEqual([]);
    });
  });

  const contract = WRONG_XISS.flatMap((row) => ('outcome' in row.contract ? [{ ...row, ...row.contract }] : []));
  test.each(contract)('item $item, $clauses: the contract finds $defect', async ({ outcome, text, ...row }) => {
    await judges.judge(toPractice(row), async (xis) => {
      const { interactions } = await xis.verify();
      const found = interactions
        .filter((interaction) => interaction.outcome === outcome)
        .flatMap(({ mismatches, warnings }) => [...mismatches, ...warnings].map(({ message }) => message));
      expect(found).toContainEqual(expect.stringMatching(text));
    });
  });
});
