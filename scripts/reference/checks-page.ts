import { CHECK_OPTIONS, CHECKS } from '../../conformance/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `\`xis-testkit check\` runs these checks against a XIS. Each asserts one rule of its clause. Its level decides whether a
violation is a failure (must) or a warning (should, advisory).

- [Clauses](clauses.md) has the rules and their origins.
- The [matrix of defects and checks](check-matrix.md) has the mistakes of a XIS that each check finds.

\`--only\` and \`--skip\` select checks by the id of the check, its suite, a clause, or an item of the column *Needs*; \`*\` matches any
text. A check whose need is not met is *blocked*; it never fails.`;

const BOOKINGS = `## Bookings

Checks share their bookings. A run makes about five appointments at a XIS that rejects invalid bookings, and at most the
number below at a XIS that accepts everything. It books slots late in the four weeks, and cancels every appointment at
the end.`;

const TITLES: Readonly<Record<string, string>> = {
  transport: 'Transport',
  'appointment-types': 'Appointment types',
  'slot-search': 'Slot search',
  'slot-shape': 'Slot contents',
  tenants: 'Separation of organizations',
  errors: 'Errors',
  'other-reads': 'Other reads',
  cancellation: 'Reads and cancellation',
  creation: 'Booking',
  callbacks: 'Callbacks',
  updates: 'Changes by the practice',
};

const NEEDS = {
  booking: '`--allow-booking`',
  callback: '`--listen`',
  approval: 'an approval in the XIS',
  update: '`--listen`, and an update of the XIS',
  change: '`--on-change-needed`',
  'other-organization': '`--other-organization`',
  token: 'a token',
  'other-token': 'a token of the second test patient',
  'test-tokens': '`--issuer` of `xis-testkit authorize`',
  'patient-bsn': '`--patient-bsn`',
} as const;

/** Returns docs/reference/checks.md. */
export function checksPage(): string {
  const suites = [...new Set(CHECKS.map(({ id }) => suiteOf(id)))];
  const fixtures = new Set(CHECKS.flatMap((check) => [...check.fixtures]));
  const appointments = [...fixtures].flatMap((fixture) => fixture.appointments ?? []);
  const total = appointments.reduce((sum, { max }) => sum + max, 0);
  return page(
    GENERATED,
    '# Checks',
    INTRODUCTION,
    ...suites.flatMap((suite) => [
      `## ${TITLES[suite] ?? suite}`,
      table(
        ['Check', 'Assertion', 'Level', 'Clauses', 'Needs'],
        CHECKS.filter(({ id }) => suiteOf(id) === suite).map(({ id, title, level, clauses, needs }) => [
          code(id),
          title,
          level,
          clauses.join(', '),
          needs.map((need) => NEEDS[need]).join(', '),
        ]),
      ),
    ]),
    BOOKINGS,
    table(
      ['Appointments', 'Purpose'],
      [
        ...appointments.map(({ max, description }) => [String(max), description]),
        [`**${total}**`, `total; the default of \`--max-bookings\` is ${CHECK_OPTIONS.maxBookings.default}`],
      ],
    ),
  );
}

function suiteOf(id: string): string {
  return id.split('/')[0] ?? '';
}
