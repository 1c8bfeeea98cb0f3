import { formatJson } from '../../output/terminal-text.ts';
import { array, boolean, integer, object, oneOf, record, type Static, string } from '../../schema/schema.ts';
import { CONCLUSIONS, COVERAGES, LEVELS, VERDICTS } from '../verdict.ts';

const instant = string({ description: 'ISO 8601 instant.' });
const clauseIds = array(string(), { description: 'Clause ids, for instance `SL-10`.' });

/** A request and its response, as evidence. The capture redacted both. */
export const exchangeSchema = object(
  {
    id: string({ description: 'The id in `checks[].exchanges`, for instance `x12`.' }),
    at: instant,
    direction: oneOf(['to-xis', 'from-xis'], {
      description: '`to-xis`: a request of the check. `from-xis`: a callback of the XIS.',
    }),
    purpose: string({ description: 'The purpose of the request, in a few words.' }),
    method: string(),
    url: string({ description: 'The absolute URL, with secrets and BSNs redacted.' }),
    requestHeaders: record(string()),
    status: integer({ description: 'HTTP status code; 0 when there was no response.' }),
    responseHeaders: record(string()),
    durationMs: integer({ description: 'Milliseconds until the last byte of the response.' }),
  },
  {
    token: string({ description: 'The kind of its token, where it is not that of the run: `an expired token`.' }),
    requestBody: string({ description: 'Redacted and shortened.' }),
    responseBody: string({ description: 'Redacted and shortened.' }),
    responseBytes: integer({ description: 'The length of the response body before it was shortened.' }),
    error: string({ description: 'Why there is no response, or why it cannot be read.' }),
  },
);

const leftOutKeys = {
  option: string({ description: 'An option as the user names it: `--skip booking`, `--allow-booking`.' }),
  isGiven: boolean({ description: 'Whether it was given and leaves checks out; otherwise it is missing.' }),
};

const leftOutSchema = object(leftOutKeys, {}, { description: 'The option because of which the check did not run.' });

/** The option because of which a check did not run. */
export type LeftOut = Static<typeof leftOutSchema>;

/** A check and its verdict. */
export const checkResultSchema = object(
  {
    id: string({ description: 'For instance `slot-search/status`; stable across versions.' }),
    title: string({ description: 'The assertion of the check.' }),
    requirements: clauseIds,
    level: oneOf(LEVELS),
    verdict: oneOf(VERDICTS),
    message: string({ description: 'The result, in a sentence.' }),
    subjects: integer({
      minimum: 0,
      description: 'The number of things that the check examined; at least 1 for a pass.',
    }),
    exchanges: array(string(), { description: 'Ids of the exchanges that are the evidence.' }),
    durationMs: integer(),
  },
  {
    expected: string({ description: 'What the clause expects, for verdicts fail and warn.' }),
    actual: string({ description: 'What the check got instead.' }),
    path: string({ description: 'The place in the response, for instance `entry[3].resource.start`.' }),
    dialect: oneOf(['published', 'r4'], { description: 'The dialect of the XIS, if the check depends on it.' }),
    known: string({ description: 'The reason in the file of known failures.' }),
    leftOut: leftOutSchema,
  },
);

/** A clause and the verdict of its checks. */
const requirementResultSchema = object(
  {
    id: string(),
    level: oneOf(LEVELS),
    text: string({ description: 'The clause in the words of xis-testkit.' }),
    verdict: oneOf([...VERDICTS, 'not-checked'], {
      description: 'The worst verdict of its checks; `not-checked` for a clause without checks.',
    }),
    checks: array(string(), { description: 'Ids of its checks.' }),
    coverage: oneOf(COVERAGES, { description: 'How far this run examined it; `musts` has the meanings.' }),
  },
  {
    reason: string({ description: 'Why the clause cannot be checked.' }),
    exception: string({ description: 'The case in which the clause has a milder level, and that level.' }),
    origins: array(string(), { description: 'Where the clause is published, or who decided it.' }),
    examined: integer({ minimum: 0, description: 'The number of things that its checks examined.' }),
  },
);

/** An option because of which must clauses were not examined, or only in part. */
const leftOutBySchema = object({
  ...leftOutKeys,
  clauses: array(string(), { description: 'The must clauses that were not examined, or only in part, because of it.' }),
});

const mustsSchema = object(
  {
    total: integer(),
    satisfied: integer({ description: 'All their checks passed, but for those that do not apply to this XIS.' }),
    'satisfied-in-part': integer({ description: 'Checks passed, and others were left out or blocked.' }),
    warned: integer({ description: 'Violated in a case for which the clause has a milder level.' }),
    violated: integer({ description: 'A check found a violation.' }),
    'left-out': integer({ description: 'Not examined, because of options of the run: `leftOutBy` has them.' }),
    blocked: integer({ description: 'Not examined: a precondition was missing, or xis-testkit made an error.' }),
    'not-applicable': integer({ description: 'This XIS does not have the part that they are about.' }),
    spreekuur: integer({ description: 'They bind Spreekuur.nl, and cannot be checked in a XIS.' }),
    'no-check': integer({ description: 'No check can show them: `requirements[].reason` says why.' }),
    leftOutBy: array(leftOutBySchema, { description: 'A clause is here once for each of its options.' }),
  },
  {},
  { description: 'The number of must clauses by how far this run examined them. Each clause counts once.' },
);

const bookingSchema = object(
  {
    appointment: string({ description: 'The logical id in the XIS; empty if unknown.' }),
    slot: string({ description: 'Start, end and practitioner.' }),
    madeAt: instant,
    cancelled: boolean({ description: 'Whether the appointment was certainly cancelled.' }),
  },
  { why: string({ description: 'Why it could not be cancelled.' }) },
);

const preflightSchema = object({
  code: string({ description: 'For instance `no-slots`; stable across versions.' }),
  seen: string(),
  advice: string({ description: 'What to do about it.' }),
});

/** An entry of the file of known failures that excuses no check. */
const staleEntrySchema = object({
  check: string(),
  reason: string({ description: 'The reason in the entry.' }),
  why: string({ description: 'Why the entry is stale.' }),
});

/** The report of a check of a XIS. Published as docs/reference/check-report.schema.json. */
export const reportSchema = object(
  {
    tool: object({ name: string(), version: string() }),
    target: object(
      { baseUrl: string(), organization: string({ description: 'AGB code.' }) },
      {
        software: string({ description: 'The software that its CapabilityStatement names.' }),
        dialects: array(oneOf(['published', 'r4']), { description: 'The dialects that the XIS used.' }),
        forms: record(string(), {
          description: 'The forms that the XIS understood of what the publication leaves open, by option.',
        }),
      },
    ),
    startedAt: instant,
    durationMs: integer(),
    verdict: oneOf(CONCLUSIONS),
    counts: object(
      {
        pass: integer(),
        fail: integer(),
        warn: integer(),
        blocked: integer(),
        'not-applicable': integer(),
        error: integer(),
      },
      {},
      { description: 'The number of checks by verdict.' },
    ),
    musts: mustsSchema,
    options: record(string(), { description: 'The options of the run, without secrets.' }),
    checks: array(checkResultSchema),
    requirements: array(requirementResultSchema),
    exchanges: array(exchangeSchema),
    bookings: array(bookingSchema),
    timings: array(
      object({
        operation: string(),
        count: integer(),
        medianMs: integer(),
        p95Ms: integer({ description: 'The 95th percentile.' }),
        slowestMs: integer(),
      }),
      { description: 'Response times. They do not affect the verdict.' },
    ),
  },
  {
    waits: array(
      object({
        text: string({ description: 'What the run waited for: `the approval of appointment 12`.' }),
        count: integer({ description: 'How often.' }),
        durationMs: integer({ description: 'How long, in all.' }),
      }),
      { description: 'What the run waited for, but for responses: the longest wait first.' },
    ),
    preflight: array(preflightSchema, { description: 'Notes on problems before the first check.' }),
    staleKnownFailures: array(staleEntrySchema, {
      description: 'Entries of the file of known failures that excuse no check. Each of them fails the run.',
    }),
  },
  { title: 'CheckReport' },
);

export type CheckReport = Static<typeof reportSchema>;
export type CheckResult = CheckReport['checks'][number];
export type RequirementResult = CheckReport['requirements'][number];
export type ReportedExchange = CheckReport['exchanges'][number];
export type Musts = CheckReport['musts'];
export type StaleKnownFailure = Static<typeof staleEntrySchema>;
export type ReportedBooking = CheckReport['bookings'][number];

/** Formats a report as JSON. docs/reference/check-report.schema.json describes it. */
export function formatJsonReport(report: CheckReport): string {
  return `${formatJson(report, 2)}\n`;
}
