import { formatJson } from '../../output/terminal-text.ts';
import { array, boolean, integer, object, oneOf, record, type Static, string } from '../../schema/schema.ts';
import { CONCLUSIONS, LEVELS, VERDICTS } from '../verdict.ts';

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
  },
  {
    reason: string({ description: 'Why the clause cannot be checked.' }),
    exception: string({ description: 'The case in which the clause has a milder level, and that level.' }),
    origins: array(string(), { description: 'Where the clause is published, or who decided it.' }),
    examined: integer({ minimum: 0, description: 'The number of things that its checks examined.' }),
  },
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
export type StaleKnownFailure = Static<typeof staleEntrySchema>;
export type ReportedBooking = CheckReport['bookings'][number];

/** Formats a report as JSON. docs/reference/check-report.schema.json describes it. */
export function formatJsonReport(report: CheckReport): string {
  return `${formatJson(report, 2)}\n`;
}
