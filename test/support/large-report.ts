import { REQUIREMENTS } from '../../conformance/index.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../../conformance/report/report.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import { LARGE_BASE, manyExchanges } from './large-report-exchanges.ts';
import { checkOf, reportOf } from './report.ts';

/** The titles of the checks, by group. */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  'appointment-types': [
    'The response is one ValueSet',
    'Every concept has a code and a display',
    'A filter narrows the list',
    'A filter without matches returns an empty list',
  ],
  'slot-search': [
    'The response is a searchset',
    'Every entry has a fullUrl',
    'Every slot has the required elements',
    'Every status is a published one',
    'Times have an offset',
    'Every slot ends after it starts',
    'Hours are not local time labeled Z',
    'Categories have system, code and display',
    'Every slot names its practitioner',
    'References to schedules have a type',
    'The category narrows',
    'The lower bound of the window narrows',
    'The upper bound of the window narrows',
    'Both spellings of the date parameter are supported',
    'A search for free slots returns only free slots',
    'A schedule narrows',
    'Filters are combined',
    'A comma combines values by OR',
    'Four weeks return the same as four times one week',
    'The offset of a date is respected',
    'A date without time includes the whole day',
    'A malformed date is rejected',
    'No slot is in the past',
    'No two free slots overlap',
    'Ids are unique',
    'Next links return the next page',
  ],
  booking: [
    'Booking a free slot returns 201',
    'Location has the id of the appointment',
    'Body and Location have the same id',
    'The response has the requested appointment',
    'The slot is no longer free',
    'A second booking returns 409',
    'Exactly one of eight concurrent bookings succeeds',
    'A body that is not JSON returns 400',
    'A body without a reason is rejected',
    'Booking an unknown slot returns 422',
    'The past cannot be booked',
    'A conflict has an OperationOutcome',
  ],
  callback: [
    'An approval is reported',
    'A denial is reported',
    'A decision is reported once',
    'The callback comes after the decision',
    'A callback is retried after a 500',
    'A callback has the organization',
    'A callback has the published body',
  ],
  cancellation: [
    'Cancelling an appointment returns 201',
    'The appointment is cancelled',
    'The slot is free again',
    'Cancelling twice changes nothing',
    "Another patient's appointment cannot be cancelled",
  ],
  tenants: [
    'Another organization gets no slots of this organization',
    'Another organization cannot read an appointment',
    'An unknown organization returns 403',
    'A request without organization returns 400',
  ],
  transport: [
    'Bodies are FHIR JSON',
    'Errors have an OperationOutcome',
    'Issues have the expected codes',
    'Errors contain no BSN',
    'Errors contain no stack trace',
    'Unknown parameters are ignored',
    '/metadata returns a CapabilityStatement',
    'Strict handling is respected',
  ],
};

/** The clauses of each group. */
const CLAUSE_PREFIXES: Readonly<Record<string, string>> = {
  'appointment-types': 'AT',
  'slot-search': 'SL',
  booking: 'AP',
  callback: 'CB',
  cancellation: 'CN',
  tenants: 'TR',
  transport: 'TR',
};

/** Returns the report of a realistic XIS with a few mistakes: about 70 checks and 120 exchanges. It is deterministic. */
export function largeReport(): CheckReport {
  const exchanges = manyExchanges();
  const checks = Object.entries(TITLES).flatMap(([folder, titles]) =>
    titles.map((title, index) => resultOf(folder, title, index, exchanges)),
  );
  const requirements = REQUIREMENTS.filter(({ concerns }) => concerns !== 'Spreekuur.nl').map(({ id, level, text }) => {
    const covering = checks.filter((check) => check.requirements.includes(id));
    const verdicts = covering.map(({ verdict }) => verdict);
    const worst = (['fail', 'error', 'warn', 'blocked', 'pass'] as const).find((verdict) => verdicts.includes(verdict));
    const common = { id, level, text, checks: covering.map((check) => check.id) };
    return worst === undefined
      ? { ...common, verdict: 'not-checked' as const, reason: 'Only the XIS itself can verify this.' }
      : { ...common, verdict: worst };
  });
  return reportOf(checks, {
    target: {
      baseUrl: LARGE_BASE,
      organization: '01000001',
      software: 'Praktijk XIS 4.12.0',
      dialects: ['published'],
    },
    requirements,
    exchanges,
    bookings: Array.from({ length: 5 }, (_, index) => ({
      appointment: `afspraak-${1042 + index}`,
      slot: `2026-12-0${index + 1}T09:10:00+01:00 to 09:20, dr. A. de Linde`,
      madeAt: `2026-11-23T08:00:0${index + 3}.000Z`,
      cancelled: index !== 3,
      ...(index === 3 ? { why: 'the cancellation returned 500' } : {}),
    })),
    preflight: [
      {
        code: 'no-slots',
        seen: 'the second week has no free slots',
        advice: 'Open some slots in the next four weeks in the XIS, or choose another type with --type.',
      },
    ],
    timings: [
      { operation: 'GET /Slot', count: 61, medianMs: 38, p95Ms: 210, slowestMs: 1480 },
      { operation: 'POST /Appointment', count: 22, medianMs: 64, p95Ms: 120, slowestMs: 122 },
    ],
    options: {
      organization: '01000001',
      'allow-booking': 'true',
      'max-bookings': '5',
      'other-organization': '01000002',
    },
  });
}

const SPECIAL: Readonly<Record<string, readonly [verdict: Verdict, given: Partial<CheckResult>]>> = {
  'A search for free slots returns only free slots': [
    'fail',
    {
      message: '3 of 47 slots are not free',
      expected: 'every slot has status free',
      actual: 'slot 7f31 has status busy, slot 7f3c has status busy, and one more',
      path: 'entry[3].resource.status',
    },
  ],
  'Exactly one of eight concurrent bookings succeeds': [
    'fail',
    {
      message: 'two of eight concurrent bookings of one slot returned 201',
      expected: 'one 201 and seven 409',
      actual: 'two 201, five 409 and one 500',
      exchanges: ['x71', 'x72', 'x73', 'x74', 'x75', 'x76', 'x77', 'x78'],
    },
  ],
  'Four weeks return the same as four times one week': [
    'fail',
    {
      message: 'the search over four weeks lacks slots of the third week',
      expected: '188 slots',
      actual: '181 slots; those of 2026-12-14 are missing',
      dialect: 'published',
    },
  ],
  'Hours are not local time labeled Z': [
    'warn',
    {
      level: 'should',
      message:
        'all slots are between 08:00 and 17:00 in UTC, which are office hours in Amsterdam only if the label is wrong',
      expected: 'instants with the offset of the practice',
      actual: '2026-12-01T08:00:00Z to 2026-12-01T16:50:00Z',
    },
  ],
  'Errors contain no BSN': [
    'warn',
    {
      level: 'advisory',
      message: 'the OperationOutcome of a 422 repeats the BSN of the request',
      expected: 'no BSN',
      actual: 'nine digits that pass the eleven test',
      path: 'issue[0].diagnostics',
    },
  ],
  'Cancelling twice changes nothing': [
    'warn',
    { level: 'advisory', message: 'the second cancellation returned 409', expected: '201', actual: '409' },
  ],
  'A denial is reported': [
    'blocked',
    {
      message: 'no appointment was denied within 60 seconds; deny one on request, or use --on-approval-needed',
      subjects: 0,
      exchanges: [],
    },
  ],
  'A callback is retried after a 500': [
    'blocked',
    { message: 'no callback listener; use --listen', subjects: 0, exchanges: [] },
  ],
  'A decision is reported once': [
    'blocked',
    { message: 'no callback listener; use --listen', subjects: 0, exchanges: [] },
  ],
  'Next links return the next page': [
    'not-applicable',
    { message: 'the responses have no pagination', subjects: 0, exchanges: [] },
  ],
  'The past cannot be booked': [
    'fail',
    { known: 'XIS-1123, fixed in 4.13', message: 'a slot of this morning was booked', expected: '422', actual: '201' },
  ],
};

function resultOf(folder: string, title: string, index: number, exchanges: readonly ReportedExchange[]): CheckResult {
  const area = REQUIREMENTS.filter(
    ({ id, concerns }) => id.startsWith(CLAUSE_PREFIXES[folder] ?? '') && concerns !== 'Spreekuur.nl',
  );
  const clause = area[index % area.length];
  const [verdict, given] = SPECIAL[title] ?? ['pass', {}];
  const id = `${folder}/${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .split('-')
    .slice(0, 5)
    .join('-')}`;
  const first = exchanges[(index * 7) % exchanges.length]?.id ?? '';
  const second = exchanges[(index * 7 + 1) % exchanges.length]?.id ?? '';
  return checkOf({
    id,
    title,
    requirements: [clause?.id ?? 'SL-1'],
    level: clause?.level ?? 'must',
    verdict,
    message: `${index * 13 + 1} of ${index * 13 + 1} as expected`,
    subjects: index * 13 + 1,
    exchanges: [first, second],
    durationMs: 3 + index,
    ...given,
  });
}
