import { CHECK_OPTIONS, CHECKS } from '../../conformance/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `What \`xis-testkit check\` looks at in a XIS. A check asserts one thing, which the clause says; its level decides
whether breaking it is a failure (must) or a warning (should, advisory). [Clauses](clauses.md) tells where the rules come
from, and the [matrix of defects and checks](check-matrix.md) which mistakes of a XIS each check finds.

\`--only\` and \`--skip\` take the name of a check, of its group, of a clause, or of what checks need; \`*\` stands for any text. What a check needs
and is not given makes it *blocked*, never failed.`;

const BOOKINGS = `## What is booked

Checks share what they book, so a run with a XIS that refuses what it should makes five appointments or so. At the most
there are as many as below, with a XIS that takes everything. Only slots late in the four weeks are asked for; everything
is cancelled at the end.`;

const TITLES: Readonly<Record<string, string>> = {
  transport: 'Transport',
  'appointment-types': 'Appointment types',
  'slot-search': 'Searching slots',
  'slot-shape': 'How slots are written',
  tenants: 'Organizations apart',
  errors: 'Errors',
  'other-reads': 'Other reads',
  cancellation: 'Looking up and cancelling',
  creation: 'Booking',
  callbacks: "The practitioner's answer",
};

const NEEDS = {
  booking: '`--allow-booking`',
  callback: '`--listen`',
  approval: 'an approval in the XIS',
  'other-organization': '`--other-organization`',
  'patient-bsn': '`--patient-bsn`',
} as const;

/** docs/reference/checks.md */
export function checksPage(): string {
  const groups = [...new Set(CHECKS.map(({ id }) => groupOf(id)))];
  const fixtures = new Set(CHECKS.flatMap((check) => [...check.fixtures]));
  const appointments = [...fixtures].flatMap((fixture) => fixture.appointments ?? []);
  const total = appointments.reduce((sum, { max }) => sum + max, 0);
  return page(
    GENERATED,
    '# Checks',
    INTRODUCTION,
    ...groups.flatMap((group) => [
      `## ${TITLES[group] ?? group}`,
      table(
        ['Check', 'What it asserts', 'Level', 'Clauses', 'Needs'],
        CHECKS.filter(({ id }) => groupOf(id) === group).map(({ id, title, level, clauses, needs }) => [
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
      ['Appointments', 'What for'],
      [
        ...appointments.map(({ max, description }) => [String(max), description]),
        [`**${total}**`, `in all; the default of \`--max-bookings\` is ${CHECK_OPTIONS.maxBookings.default}`],
      ],
    ),
  );
}

function groupOf(id: string): string {
  return id.split('/')[0] ?? '';
}
