import { REQUIREMENTS } from '../../conformance/index.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../../conformance/report/report.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import { LARGE_BASE, manyExchanges } from './large-report-exchanges.ts';
import { checkOf, reportOf } from './report.ts';

/** Titles of checks by folder; each stands for one. */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  'appointment-types': [
    'The answer is one ValueSet',
    'Every concept has a code and a display',
    'A filter narrows the list',
    'A filter that matches nothing is an empty list',
  ],
  'slot-search': [
    'The answer is a searchset',
    'Every entry has a fullUrl',
    'Every slot has what it needs',
    'Statuses are of the published ones',
    'Times have an offset',
    'Every slot ends after it starts',
    'Hours are not local time labeled Z',
    'Categories have system, code and display',
    'Every slot names its practitioner',
    'References to schedules have a type',
    'The category narrows',
    'The lower border of the window narrows',
    'The upper border of the window narrows',
    'Both spellings of the date are understood',
    'A search for free slots finds only free ones',
    'A schedule narrows',
    'Filters are taken together',
    'A comma means either',
    'Four weeks are as much as four times a week',
    'The offset of a date is heeded',
    'A day counts as all of it',
    'A malformed date is refused',
    'No slot has passed',
    'No two free slots overlap',
    'Ids are unique',
    'Next links lead on',
  ],
  booking: [
    'A booking is answered with 201',
    'Location names the appointment',
    'Body and Location name the same id',
    'The body is what was asked for',
    'The slot is no longer free',
    'A second booking is a conflict',
    'Of eight bookings at once exactly one succeeds',
    'A body that is not JSON is 400',
    'A body without a reason is refused',
    'A slot that is not there is 422',
    'The past cannot be booked',
    'A conflict has a fitting outcome',
  ],
  callback: [
    'An approval is told',
    'A denial is told',
    'It is told once',
    'Nothing is told before the decision',
    'It is told again after a 500',
    'It names the organization',
    'It has the published body',
  ],
  cancellation: [
    'A cancellation is answered with 201',
    'The appointment is cancelled',
    'The slot is free again',
    'Cancelling twice changes nothing',
    "Another patient's appointment cannot be cancelled",
  ],
  tenants: [
    'Another organization sees no slots of this one',
    'Another organization cannot read an appointment',
    'An organization that is not there is 403',
    'A request without organization is 400',
  ],
  transport: [
    'Bodies are FHIR JSON',
    'Errors have an outcome',
    'Outcomes have fitting codes',
    'Outcomes show no BSN',
    'Outcomes show no stack trace',
    'Unknown parameters are passed over',
    'There is a CapabilityStatement',
    'Strict handling is heeded',
  ],
};

/** Clauses that the checks of a folder are about. */
const AREA_OF: Readonly<Record<string, string>> = {
  'appointment-types': 'AT',
  'slot-search': 'SL',
  booking: 'AP',
  callback: 'CB',
  cancellation: 'CN',
  tenants: 'TR',
  transport: 'TR',
};

/** A report as a real XIS with a few mistakes gets it: some 70 checks and 120 exchanges. The same each time. */
export function largeReport(): CheckReport {
  const exchanges = manyExchanges();
  const checks = Object.entries(TITLES).flatMap(([folder, titles]) =>
    titles.map((title, index) => resultOf(folder, title, index, exchanges)),
  );
  const requirements = REQUIREMENTS.filter(({ concerns }) => concerns !== 'Spreekuur.nl').map(({ id, level, text }) => {
    const own = checks.filter((check) => check.requirements.includes(id));
    const verdicts = own.map(({ verdict }) => verdict);
    const worst = (['fail', 'error', 'warn', 'blocked', 'pass'] as const).find((verdict) => verdicts.includes(verdict));
    const common = { id, level, text, checks: own.map((check) => check.id) };
    return worst === undefined
      ? { ...common, verdict: 'not-checked' as const, reason: 'Only the XIS itself can see whether it does.' }
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
      ...(index === 3 ? { why: 'the XIS answered 500 to the cancellation' } : {}),
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
  'A search for free slots finds only free ones': [
    'fail',
    {
      message: '3 of 47 slots are not free',
      expected: 'every slot has status free',
      actual: 'slot 7f31 has status busy, slot 7f3c has status busy, and one more',
      path: 'entry[3].resource.status',
    },
  ],
  'Of eight bookings at once exactly one succeeds': [
    'fail',
    {
      message: 'two of eight concurrent bookings of one slot were answered with 201',
      expected: 'one 201 and seven 409',
      actual: 'two 201, five 409 and one 500',
      exchanges: ['x71', 'x72', 'x73', 'x74', 'x75', 'x76', 'x77', 'x78'],
    },
  ],
  'Four weeks are as much as four times a week': [
    'fail',
    {
      message: 'the third week leaves out what the search over four weeks has',
      expected: '188 slots',
      actual: '181 slots; missing are those of 2026-12-14',
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
  'Outcomes show no BSN': [
    'warn',
    {
      level: 'advisory',
      message: 'the outcome of a 422 repeats the BSN that was sent',
      expected: 'no BSN',
      actual: 'nine digits that pass the eleven test',
      path: 'issue[0].diagnostics',
    },
  ],
  'Cancelling twice changes nothing': [
    'warn',
    { level: 'advisory', message: 'the second cancellation is answered with 409', expected: '201', actual: '409' },
  ],
  'A denial is told': [
    'blocked',
    {
      message:
        'nobody denied an appointment within 60 seconds; deny it when you are asked to, or give --on-approval-needed',
      subjects: 0,
      exchanges: [],
    },
  ],
  'It is told again after a 500': [
    'blocked',
    { message: 'there is no listener for callbacks; give --listen', subjects: 0, exchanges: [] },
  ],
  'It is told once': [
    'blocked',
    { message: 'there is no listener for callbacks; give --listen', subjects: 0, exchanges: [] },
  ],
  'Next links lead on': ['not-applicable', { message: 'the answers are not paged', subjects: 0, exchanges: [] }],
  'The past cannot be booked': [
    'fail',
    { known: 'XIS-1123, fixed in 4.13', message: 'a slot of this morning was booked', expected: '422', actual: '201' },
  ],
};

function resultOf(folder: string, title: string, index: number, exchanges: readonly ReportedExchange[]): CheckResult {
  const area = REQUIREMENTS.filter(
    ({ id, concerns }) => id.startsWith(AREA_OF[folder] ?? '') && concerns !== 'Spreekuur.nl',
  );
  const clause = area[index % area.length];
  const [verdict, given] = SPECIAL[title] ?? ['pass', {}];
  const id = `${folder}/${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .split('-')
    .slice(0, 5)
    .join('-')}`;
  const seen = exchanges[(index * 7) % exchanges.length]?.id ?? '';
  const next = exchanges[(index * 7 + 1) % exchanges.length]?.id ?? '';
  return checkOf({
    id,
    title,
    requirements: [clause?.id ?? 'SL-1'],
    level: clause?.level ?? 'must',
    verdict,
    message: `${index * 13 + 1} of ${index * 13 + 1} as expected`,
    subjects: index * 13 + 1,
    exchanges: [seen, next],
    durationMs: 3 + index,
    ...given,
  });
}
