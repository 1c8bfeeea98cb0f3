import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, UNSEEN } from '../../../test/support/hostile-report.ts';
import { CLAUSE, checkOf, exchangeOf, failedCheck, reportOf } from '../../../test/support/report.ts';
import { progressLine, textReport } from './text-report.ts';

const blocked = checkOf({ verdict: 'blocked', message: 'there is no listener; give --listen', subjects: 0 });
const report = reportOf(
  [
    checkOf({ id: 'a/passes' }),
    checkOf({ ...blocked, id: 'b/one' }),
    failedCheck({ id: 'c/warns', verdict: 'warn', level: 'should' }),
    failedCheck({ id: 'd/known', known: 'XIS-1' }),
    checkOf({ ...blocked, id: 'e/two' }),
    failedCheck({ id: 'f/fails' }),
  ],
  {
    bookings: [{ appointment: '1042', slot: 'Tuesday', madeAt: '2026-11-23T08:00:00Z', cancelled: false, why: '500' }],
  },
);

describe('the report on a terminal', () => {
  test('begins with what fails: clause, expected, seen, where, evidence, and the request', () => {
    const [first] = textReport(report).split('\n\nWarnings');
    expect(first).toBe(
      `Failures (1)

FAIL A search for free slots finds only free ones f/fails
     ${CLAUSE} (must) \`status=free\` finds only free slots.
     3 of 47 slots are not free
     expected status free
     seen     status busy
     at       entry[3].resource.status
     evidence x1

       curl -sSi \\
         -H 'accept: application/fhir+json' \\
         -H "authorization: Bearer $XIS_TESTKIT_TOKEN" \\
         --url 'https://xis.example/fhir/Slot?status=free'`,
    );
  });

  test('goes on with warnings, known ones, what is blocked by reason, the sum, and what was left behind', () => {
    const text = textReport(report);
    const places = ['Warnings (1)', 'Known (1)', 'Blocked (2)', 'Not conformant', 'COULD NOT BE CANCELLED'];
    const at = places.map((place) => text.indexOf(place));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at).not.toContain(-1);
    expect(text).toContain('  there is no listener; give --listen\n      b/one, e/two\n');
    expect(text).toContain('2 checks on a must failed, 1 of them known.');
    expect(text).toContain('6 checks in 6.4 s: 1 pass, 2 fail, 1 warn, 2 blocked');
    expect(text).toContain('  1042  Tuesday: 500\n');
  });

  test('TR-7: shows beside what was seen what the XIS says of it, each once', () => {
    const issue = [{ severity: 'error', code: 'invalid', diagnostics: 'no practice' }];
    const responseBody = JSON.stringify({ resourceType: 'OperationOutcome', issue });
    const exchanges = ['x1', 'x2'].map((id) => exchangeOf({ id, status: 422, responseBody }));
    const text = textReport(reportOf([failedCheck({ exchanges: ['x1', 'x2'] })], { exchanges }));
    expect(text).toContain('     seen     status busy\n     told     x2 (422) invalid: no practice\n     at ');
  });

  test('says what is no longer true of the known failures', () => {
    const stale = [{ check: 'a/passes', reason: 'XIS-1', why: 'it stopped failing' }];
    expect(textReport({ ...report, staleKnownFailures: stale })).toContain('a/passes: it stopped failing');
  });

  test('says what was noted before the first check', () => {
    const preflight = [{ code: 'no-slots', seen: 'There are no slots.', advice: 'Open some.' }];
    expect(textReport({ ...report, preflight })).toContain('  There are no slots.\n      Open some.\n');
  });

  test('breaks lines at the width', () => {
    const long = reportOf([failedCheck({ message: 'word '.repeat(60).trim() })]);
    const lines = textReport(long, { width: 60 })
      .split('\n')
      .filter((line) => line.includes('word'));
    expect(lines.length).toBeGreaterThan(5);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  test('has colors only when they are wanted, and says the same with them', () => {
    const colored = textReport(report, { color: true });
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(textReport(report));
  });

  test('shows nothing of the XIS that acts on the terminal', () => {
    fc.assert(
      fc.property(hostileReports(), (hostile) => {
        expect(textReport(hostile)).not.toMatch(UNSEEN);
        for (const [index, check] of hostile.checks.entries()) {
          expect(progressLine(check, index, 99)).not.toMatch(UNSEEN);
          expect(progressLine(check, index, 99)).not.toContain('\n');
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the line of a check', () => {
  test.each([
    [checkOf(), 'ok    7/70  slot-search/status-filter  47 looked at'],
    [failedCheck(), 'FAIL  7/70  slot-search/status-filter  3 of 47 slots are not free'],
    [failedCheck({ known: 'XIS-1' }), 'FAIL  7/70  slot-search/status-filter  3 of 47 slots are not free (known)'],
    [{ ...blocked, message: 'x'.repeat(200) }, `--    7/70  slot-search/status-filter  ${'x'.repeat(60)}…`],
  ])('tells how it ended (%#)', (check, line) => {
    expect(progressLine(check, 6, 70)).toBe(line);
  });
});
