import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, INVISIBLE_CHARACTERS } from '../../../fixtures/test/reports/hostile.ts';
import {
  CLAUSE,
  createCheckResult,
  createExchange,
  createFailedCheck,
  createReport,
} from '../../../fixtures/test/reports/sample.ts';
import { runs } from '../../../test/support/runs.ts';
import { formatProgress, formatTextReport } from './text-report.ts';

const blocked = createCheckResult({ verdict: 'blocked', message: 'no callback listener; use --listen', subjects: 0 });
const report = createReport(
  [
    createCheckResult({ id: 'a/passes' }),
    createCheckResult({ ...blocked, id: 'b/one' }),
    createFailedCheck({ id: 'c/warns', verdict: 'warn', level: 'should' }),
    createFailedCheck({ id: 'd/known', known: 'XIS-1' }),
    createCheckResult({ ...blocked, id: 'e/two' }),
    createFailedCheck({ id: 'f/fails' }),
  ],
  {
    bookings: [{ appointment: '1042', slot: 'Tuesday', madeAt: '2026-11-23T08:00:00Z', cancelled: false, why: '500' }],
  },
);

describe('the report on a terminal', () => {
  test('says how long the run has waited, and what for', () => {
    const waited = (text: string, durationMs: number) => ({ text, count: 1, durationMs });
    const waits = [waited('the approval of appointment 12', 4000), waited('a', 1500), waited('b', 20), waited('c', 10)];
    const summary = (count: number) => formatTextReport(createReport([], { waits: waits.slice(0, count) }));
    expect(summary(4)).toContain(
      '\nWaited 5.5 s: 4.0 s for the approval of appointment 12, 1.5 s for a, 20 ms for b, and more\n',
    );
    expect(summary(1)).toContain('\nWaited 4.0 s: 4.0 s for the approval of appointment 12\n');
    expect(summary(0)).not.toContain('Waited');
  });

  test('begins with the failures: clause, expected, got, place, evidence and request', () => {
    const [first] = formatTextReport(report).split('\n\nWarnings');
    expect(first).toBe(
      `Failures (1)

FAIL A search for free slots returns only free slots f/fails
     ${CLAUSE} (must) \`status=free\` finds only free slots.
     3 of 47 slots are not free
     expected status free
     got      status busy
     at       entry[3].resource.status
     evidence x1

       curl -sSi \\
         -H 'accept: application/fhir+json' \\
         -H "authorization: Bearer $XIS_TESTKIT_TOKEN" \\
         --url 'https://xis.example/fhir/Slot?status=free'`,
    );
  });

  test('continues with warnings, known failures, blocked checks by reason, the summary, and appointments not cancelled', () => {
    const text = formatTextReport(report);
    const places = ['Warnings (1)', 'Known (1)', 'Blocked (2)', 'Not conformant', 'COULD NOT BE CANCELLED'];
    const at = places.map((place) => text.indexOf(place));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at).not.toContain(-1);
    expect(text).toContain('  no callback listener; use --listen\n      b/one, e/two\n');
    expect(text).toContain('2 must checks failed, 1 of them known.');
    expect(text).toContain('6 checks in 6.4 s: 1 pass, 2 fail, 1 warn, 2 blocked');
    expect(text).toContain('  1042  Tuesday: 500\n');
  });

  test('TR-7: shows each different OperationOutcome once', () => {
    const issue = [{ severity: 'error', code: 'invalid', diagnostics: 'no practice' }];
    const responseBody = JSON.stringify({ resourceType: 'OperationOutcome', issue });
    const exchanges = ['x1', 'x2'].map((id) => createExchange({ id, status: 422, responseBody }));
    const text = formatTextReport(createReport([createFailedCheck({ exchanges: ['x1', 'x2'] })], { exchanges }));
    expect(text).toContain('     got      status busy\n     outcome  x2 (422) invalid: no practice\n     at ');
  });

  test('lists outdated known failures', () => {
    const stale = [{ check: 'a/passes', reason: 'XIS-1', why: 'the check passes now' }];
    expect(formatTextReport({ ...report, staleKnownFailures: stale })).toContain('a/passes: the check passes now');
  });

  test('shows the preflight notes', () => {
    const preflight = [{ code: 'no-slots', seen: 'There are no slots.', advice: 'Open some.' }];
    expect(formatTextReport({ ...report, preflight })).toContain('  There are no slots.\n      Open some.\n');
  });

  test('breaks lines at the width', () => {
    const long = createReport([createFailedCheck({ message: 'word '.repeat(60).trim() })]);
    const lines = formatTextReport(long, { width: 60 })
      .split('\n')
      .filter((line) => line.includes('word'));
    expect(lines.length).toBeGreaterThan(5);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  test('uses colors only on request, with the same text', () => {
    const colored = formatTextReport(report, { color: true });
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(formatTextReport(report));
  });

  test('shows no text of the XIS that controls the terminal', () => {
    fc.assert(
      fc.property(hostileReports(), (hostile) => {
        expect(formatTextReport(hostile)).not.toMatch(INVISIBLE_CHARACTERS);
        for (const [index, check] of hostile.checks.entries()) {
          expect(formatProgress(check, index, 99)).not.toMatch(INVISIBLE_CHARACTERS);
          expect(formatProgress(check, index, 99)).not.toContain('\n');
        }
      }),
      { numRuns: runs(10) },
    );
  });
});

describe('the line of a check', () => {
  test.each([
    [createCheckResult(), 'ok    7/70  slot-search/status  47 examined'],
    [createFailedCheck(), 'FAIL  7/70  slot-search/status  3 of 47 slots are not free'],
    [createFailedCheck({ known: 'XIS-1' }), 'FAIL  7/70  slot-search/status  3 of 47 slots are not free (known)'],
    [{ ...blocked, message: 'x'.repeat(200) }, `--    7/70  slot-search/status  ${'x'.repeat(67)}…`],
  ])('shows the result (%#)', (check, line) => {
    expect(formatProgress(check, 6, 70)).toBe(line);
  });
});
