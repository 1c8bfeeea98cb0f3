import { array, boolean, integer, object, oneOf, record, type Static, string } from '../../schema/schema.ts';
import { CONCLUSIONS, LEVELS, VERDICTS } from '../verdict.ts';

const instant = string({ description: 'ISO 8601 instant.' });
const clauseIds = array(string(), { description: 'Clause ids, for instance `SL-10`.' });

/** A request and its answer, as evidence. Redacted when it was captured. */
export const exchangeSchema = object(
  {
    id: string({ description: 'What checks refer to it by, for instance `x12`.' }),
    at: instant,
    direction: oneOf(['to-xis', 'from-xis'], { description: '`from-xis`: a callback that the XIS sent to us.' }),
    purpose: string({ description: 'Why it was sent, in a few words.' }),
    method: string(),
    url: string({ description: 'With the base; secrets and BSNs are redacted.' }),
    requestHeaders: record(string()),
    status: integer({ description: '0 when no answer came.' }),
    responseHeaders: record(string()),
    durationMs: integer({ description: 'Until the last byte of the answer, in real milliseconds.' }),
  },
  {
    requestBody: string({ description: 'Redacted and shortened.' }),
    responseBody: string({ description: 'Redacted and shortened.' }),
    responseBytes: integer({ description: 'How long the answer was before it was shortened.' }),
    error: string({ description: 'Why there is no answer, or why it cannot be read.' }),
  },
);

/** One check and how it ended. */
export const checkResultSchema = object(
  {
    id: string({ description: 'For instance `slot-search/status-filter`; stable over versions.' }),
    title: string({ description: 'What the check asserts.' }),
    requirements: clauseIds,
    level: oneOf(LEVELS),
    verdict: oneOf(VERDICTS),
    message: string({ description: 'What was found, in a sentence.' }),
    subjects: integer({ minimum: 0, description: 'How many things were looked at; a pass has at least one.' }),
    exchanges: array(string(), { description: 'Ids of the exchanges that show it.' }),
    durationMs: integer(),
  },
  {
    expected: string({ description: 'What the clause expects, where the verdict is fail or warn.' }),
    actual: string({ description: 'What was seen instead.' }),
    path: string({ description: 'Where in the answer, for instance `entry[3].resource.start`.' }),
    dialect: oneOf(['published', 'r4'], { description: 'The dialect that was seen, where the two differ.' }),
    known: string({ description: 'The reason, from the file of known failures.' }),
  },
);

/** One clause and how its checks ended. */
const requirementResultSchema = object(
  {
    id: string(),
    level: oneOf(LEVELS),
    text: string({ description: 'The clause in our words.' }),
    verdict: oneOf([...VERDICTS, 'not-checked'], {
      description: 'The worst of its checks; `not-checked` for a clause that no check can look at.',
    }),
    checks: array(string(), { description: 'Ids of its checks.' }),
  },
  { reason: string({ description: 'Why no check can exist.' }) },
);

const bookingSchema = object(
  {
    appointment: string({ description: 'The logical id in the XIS; empty when it is not known.' }),
    slot: string({ description: 'Start, end and practitioner.' }),
    madeAt: instant,
    cancelled: boolean({ description: 'Whether it is certain that it has been cancelled.' }),
  },
  { why: string({ description: 'Why it could not be cancelled.' }) },
);

const preflightSchema = object({
  code: string({ description: 'Stable, for instance `no-slots`.' }),
  seen: string(),
  advice: string({ description: 'What to do about it.' }),
});

/** An entry of the file of known failures that excuses nothing (any more). */
const staleEntrySchema = object({
  check: string(),
  reason: string({ description: 'The reason that the entry gives.' }),
  why: string({ description: 'Why it excuses nothing.' }),
});

/** What a check of a XIS has found. Published as docs/reference/check-report.schema.json. */
export const reportSchema = object(
  {
    tool: object({ name: string(), version: string() }),
    target: object(
      { baseUrl: string(), organization: string({ description: 'AGB code.' }) },
      {
        software: string({ description: 'What its CapabilityStatement says it is.' }),
        dialects: array(oneOf(['published', 'r4']), { description: 'The dialects that were seen.' }),
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
      { description: 'Checks by verdict.' },
    ),
    options: record(string(), { description: 'What it was called with; secrets are not among it.' }),
    checks: array(checkResultSchema),
    requirements: array(requirementResultSchema),
    exchanges: array(exchangeSchema),
    bookings: array(bookingSchema),
    timings: array(
      object({
        operation: string(),
        count: integer(),
        medianMs: integer(),
        p95Ms: integer({ description: '95 of 100 took no longer.' }),
        slowestMs: integer(),
      }),
      { description: 'How long answers took, reported and not judged.' },
    ),
  },
  {
    preflight: array(preflightSchema, { description: 'What was odd before the first check.' }),
    staleKnownFailures: array(staleEntrySchema, {
      description: 'Entries of the file of known failures that excuse nothing; each of them turns a job red.',
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

/** The report as JSON, for programs; what it holds is in docs/reference/check-report.schema.json. */
export function jsonReport(report: CheckReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
