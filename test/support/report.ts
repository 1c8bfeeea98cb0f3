import type { CheckReport, CheckResult, ReportedExchange, RequirementResult } from '../../conformance/report/report.ts';
import { VERDICTS, type Verdict } from '../../conformance/verdict.ts';

/** The clause of the sample checks. Tests of reports use this constant, because they test no clause. */
export const CLAUSE = 'SL-10';

/** Returns a check that passes by default. */
export function checkOf(given: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'slot-search/status',
    title: 'A search for free slots returns only free slots',
    requirements: [CLAUSE],
    level: 'must',
    verdict: 'pass',
    message: '47 slots are free',
    subjects: 47,
    exchanges: ['x1'],
    durationMs: 12,
    ...given,
  };
}

/** Returns a check that fails by default. */
export function failedCheck(given: Partial<CheckResult> = {}): CheckResult {
  return checkOf({
    verdict: 'fail',
    message: '3 of 47 slots are not free',
    expected: 'status free',
    actual: 'status busy',
    path: 'entry[3].resource.status',
    ...given,
  });
}

export function exchangeOf(given: Partial<ReportedExchange> = {}): ReportedExchange {
  return {
    id: 'x1',
    at: '2026-11-23T08:00:01.000Z',
    direction: 'to-xis',
    purpose: 'free slots of four weeks',
    method: 'GET',
    url: 'https://xis.example/fhir/Slot?status=free',
    requestHeaders: { accept: 'application/fhir+json', authorization: '[redacted]' },
    status: 200,
    responseHeaders: { 'content-type': 'application/fhir+json' },
    responseBody: '{"resourceType":"Bundle","type":"searchset"}',
    responseBytes: 44,
    durationMs: 38,
    ...given,
  };
}

export function requirementOf(given: Partial<RequirementResult> = {}): RequirementResult {
  return {
    id: CLAUSE,
    level: 'must',
    text: '`status=free` finds only free slots.',
    verdict: 'pass',
    checks: ['slot-search/status'],
    ...given,
  };
}

/** Returns a report with counts and conclusion of the given checks. */
export function reportOf(checks: readonly CheckResult[], given: Partial<CheckReport> = {}): CheckReport {
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  const isUnseen = checks.some(({ level, verdict }) => level === 'must' && verdict === 'blocked');
  return {
    tool: { name: 'xis-testkit', version: '0.1.0' },
    target: { baseUrl: 'https://xis.example/fhir', organization: '01000001' },
    startedAt: '2026-11-23T08:00:00.000Z',
    durationMs: 6412,
    verdict: count('fail') > 0 ? 'nonconformant' : isUnseen ? 'incomplete' : 'conformant',
    counts: Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as CheckReport['counts'],
    options: {},
    checks,
    requirements: [requirementOf()],
    exchanges: [exchangeOf()],
    bookings: [],
    timings: [],
    ...given,
  };
}
