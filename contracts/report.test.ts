import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileText, INVISIBLE_CHARACTERS } from '../fixtures/test/reports/hostile.ts';
import { formatJsonReport, formatJunitReport, formatTextReport } from './report.ts';
import type { InteractionResult, VerificationReport } from './verification/report.ts';

/** Returns a report in which each text of a provider is the same one. */
function createReport(text: string): VerificationReport {
  const mismatch = { where: text, message: text };
  const result = { description: text, states: [text], mismatches: [mismatch], warnings: [mismatch], notes: [text] };
  const outcomes = ['verified', 'warned', 'failed', 'not-applicable', 'not-done'] as const;
  const interactions: InteractionResult[] = outcomes.map((outcome) => ({
    ...result,
    outcome,
    clauses: [],
    reason: text,
    durationMs: 1,
  }));
  return {
    provider: text,
    baseUrl: text,
    notes: [text],
    interactions,
    counts: { verified: 1, warned: 1, failed: 1, notApplicable: 1, notDone: 1 },
    notCancelled: [text],
    published: true,
  };
}

test('a report has no invisible characters, for any text of the provider', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const report = createReport(text);
      for (const format of [formatTextReport, formatJunitReport, formatJsonReport]) {
        expect(format(report)).not.toMatch(INVISIBLE_CHARACTERS);
      }
    }),
  );
});
