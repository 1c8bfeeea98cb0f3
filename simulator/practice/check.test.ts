import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPath } from '../../schema/mistake.ts';
import { createOrganization } from '../../test/support/practice-rules.ts';
import { checkConfiguration, checkOrganization } from './check.ts';

/** The mistakes of an organization, as `path: message`. */
function mistakesOf(organization: unknown): readonly string[] {
  return checkOrganization(organization).map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

const consult = { days: 'workdays', from: '09:00', to: '12:00', type: 'consult' };
const practitioner = { id: 'jansen', name: 'Dr. Jansen' };
const schedule = (changes: object) => ({
  ...createOrganization(),
  schedules: [{ id: 'jansen', practitioner, ...changes }],
});
const hours = (...entries: object[]) => schedule({ hours: entries });
const organization = (changes: object) => ({ ...createOrganization(), ...changes });

test('a valid organization has no mistakes', () => {
  expect(
    mistakesOf(createOrganization({ hours: [{ days: 'daily', from: '00:00', to: '24:00', type: 'consult' }] })),
  ).toEqual([]);
  expect(mistakesOf(organization({ appointmentTypes: [], schedules: [] }))).toEqual([]);
});

describe('a mistake in the shape has its path, and the expected and found values', () => {
  test.each([
    [organization({ agb: '123' }), 'agb: expected an AGB code: eight digits, in quotes, got "123"'],
    [organization({ agb: 1_000_001 }), 'agb: expected an AGB code: eight digits, in quotes, got a number'],
    [organization({ agb: '00000000' }), 'agb: expected an AGB code: eight digits, in quotes, got "00000000"'],
    [
      organization({ timeZone: 'Europe/Utrecht' }),
      'timeZone: expected an IANA time zone such as Europe/Amsterdam, got "Europe/Utrecht"',
    ],
    [
      schedule({ timeZone: 'CET+1' }),
      'schedules[0].timeZone: expected an IANA time zone such as Europe/Amsterdam, got "CET+1"',
    ],
    [organization({ dialect: 'R4' }), 'dialect: expected one of published, r4, got "R4"; did you mean r4?'],
    [organization({ seed: -1 }), 'seed: expected a number >= 0, got -1'],
    [organization({ horizonDays: 1.5 }), 'horizonDays: expected an integer, got a number'],
    [
      hours({ ...consult, to: '25:00' }),
      "schedules[0].hours[0].to: expected a time of day from '00:00' to '24:00', got \"25:00\"",
    ],
    [
      hours({ ...consult, days: ['monday'] }),
      'schedules[0].hours[0].days[0]: expected one of mon, tue, wed, thu, fri, sat, sun, got "monday"; did you mean mon?',
    ],
    [
      organization({ holidays: ['2026-02-30'] }),
      'holidays[0]: expected a date such as \'2026-12-25\', got "2026-02-30"',
    ],
    [
      organization({ appointmentTypes: [{ code: 'a', display: 'A', minutes: 0 }], schedules: [] }),
      'appointmentTypes[0].minutes: expected a number >= 1, got 0',
    ],
    [
      organization({ clock: { now: '9999-12-31T00:00:00Z' } }),
      'clock.now: expected an instant such as 2026-11-23T08:00:00+01:00, from 0001-01-02T00:00:00Z to 9999-12-30T00:00:00Z, got "9999-12-31T00:00:00Z"',
    ],
    [
      organization({ defects: ['types-empty-404', 'callback-no-retry', 'types-empty-404'] }),
      'defects[2]: expected once, got again (first at [0])',
    ],
    [
      organization({ faults: [{ operation: 'search-slot', effect: {} }] }),
      'faults[0].effect: expected an effect: delay, status, reset, body or mediaType, got an object',
    ],
    [
      organization({ faults: [{ operation: '*', match: { body: { id: 'x' } }, effect: { status: 500 } }] }),
      'faults[0].match.body.id: expected as key a JSON Pointer such as /participant/0/actor/reference',
    ],
    ['practice', '(root): expected an object, got a string'],
    [null, '(root): expected an object, got null'],
  ])('%#: %s', (value, expected) => {
    expect(mistakesOf(value)).toEqual([expected]);
  });

  test('an unknown key is reported with the known key that is like it, or with all known keys', () => {
    const [found] = checkOrganization(schedule({ hour: [] }));
    expect(found).toMatchObject({ path: ['schedules', 0, 'hour'], atKey: true });
    expect(found?.message).toBe('unknown key; did you mean hours?');
    const [unlike] = checkOrganization(schedule({ color: 'red' }));
    expect(unlike?.message).toMatch(/^unknown key; known here: id, practitioner, timeZone, hours,/);
  });

  test('Dutch days are explained', () => {
    const hours = [{ days: ['ma', 'wo'], from: '09:00', to: '12:00', type: 'consult' }];
    expect(mistakesOf(schedule({ hours }))).toEqual([
      'schedules[0].hours[0].days: expected workdays, daily, or a list of mon to sun, got an array; did you mean mon, wed?',
    ]);
  });

  test('a slot begins on a whole minute', () => {
    const slots = [{ start: '2026-12-01T09:00:30+01:00', type: 'consult' }];
    expect(mistakesOf(schedule({ slots }))).toEqual([
      expect.stringMatching(/^schedules\[0\]\.slots\[0\]\.start: .*whole minute/),
    ]);
  });

  test('all of them are reported at once', () => {
    expect(mistakesOf({ agb: 'x', schedules: 3, nam: '' }).map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['(root)', 'nam', 'agb', 'schedules']),
    );
  });
});

describe('a mistake in the meaning', () => {
  test.each([
    ['hours[0].to', hours({ ...consult, to: '09:00' }), 'expected a time after 09:00, got 09:00'],
    ['hours[0].to', hours({ ...consult, to: '08:00' }), 'expected a time after 09:00, got 08:00'],
    ['hours[0]', hours({ ...consult, to: '09:05' }), "expected at least the 10 minutes of 'consult', got 5 minutes"],
    [
      'hours[0].type',
      hours({ ...consult, type: 'visite' }),
      "expected the code of an appointment type (consult, talk), got 'visite'",
    ],
    [
      'hours[1]',
      hours(consult, { ...consult, days: ['fri'], from: '11:00', to: '13:00', type: 'talk' }),
      'expected hours that do not overlap, got fri 11:00-13:00 over hours[0]',
    ],
    ['breaks[0].to', schedule({ breaks: [{ from: '12:00', to: '11:00' }] }), 'expected a time after 12:00, got 11:00'],
    [
      'closures[0].to',
      schedule({ closures: [{ from: '2026-12-24', to: '2026-12-23' }] }),
      'expected a day not before 2026-12-24, got 2026-12-23',
    ],
    [
      'slots[0].type',
      schedule({ slots: [{ start: 'tomorrow 09:00', type: 'x' }] }),
      "expected the code of an appointment type (consult, talk), got 'x'",
    ],
  ])('of a schedule, at %s', (path, value, expected) => {
    expect(mistakesOf(value)).toEqual([`schedules[0].${path}: ${expected}`]);
  });

  test.each([
    ['2027-03-28 02:30', undefined, 'a time that the clock of Europe/Amsterdam does not skip'],
    ['2027-03-28T02:00', undefined, 'a time that the clock of Europe/Amsterdam does not skip'],
    ['2027-03-28 03:00', undefined, undefined],
    [
      '2026-10-25 02:30',
      undefined,
      '2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00, because the time occurs twice in Europe/Amsterdam',
    ],
    ['2026-10-25 03:00', undefined, undefined],
    ['2026-10-25T02:30:00+01:00', undefined, undefined],
    ['tomorrow 02:30', '2027-03-27T12:00:00+01:00', 'a time that the clock of Europe/Amsterdam does not skip'],
    ['in 2 workdays 02:30', '2027-03-25T12:00:00+01:00', undefined],
    ['tomorrow 02:30', undefined, undefined],
  ])('SL-13: an extra slot at %s, with the clock at %s: %s', (start, now, expected) => {
    const slots = [
      { start: 'in 5 days 12:00', type: 'consult' },
      { start, type: 'consult' },
    ];
    expect(mistakesOf({ ...schedule({ slots }), ...(now !== undefined && { clock: { now } }) })).toEqual(
      expected === undefined ? [] : [`schedules[0].slots[1].start: expected ${expected}, got '${start}'`],
    );
  });

  test('SL-13: an extra slot is read in the time zone of its schedule', () => {
    const slots = [{ start: '2027-03-14 02:30', type: 'consult' }];
    expect(mistakesOf(schedule({ slots, timeZone: 'America/New_York' }))).toHaveLength(1);
    expect(mistakesOf(schedule({ slots }))).toEqual([]);
  });

  test.each([
    [
      'appointmentTypes[1].code',
      { appointmentTypes: [0, 1].map(() => ({ code: 'consult', display: 'C', minutes: 10 })) },
    ],
    ['schedules[1].id', { schedules: [0, 1].map(() => ({ id: 'jansen', practitioner })) }],
    ['patients[1].id', { patients: [{ id: '1' }, { id: '1' }] }],
    ['faults[1].id', { faults: [0, 1].map(() => ({ id: 'f', operation: '*', effect: { status: 500 } })) }],
  ])('two of a kind: %s', (path, changes) => {
    const [found, ...others] = mistakesOf(organization(changes));
    expect(found).toMatch(`${path}: expected `);
    expect(found).toMatch(/got '.+' again \(first at \[0\]\)$/);
    expect(others).toEqual([]);
  });

  test('two organizations of one AGB code', () => {
    const [found] = checkConfiguration({ organizations: [createOrganization(), createOrganization()] });
    expect(found && formatPath(found.path)).toBe('organizations[1].agb');
  });

  test('a practitioner with two names', () => {
    const schedules = ['Dr. Jansen', undefined, 'Dr. Janssen'].map((name, index) => ({
      id: `s${index}`,
      practitioner: { id: 'jansen', ...(name === undefined ? {} : { name }) },
    }));
    expect(mistakesOf(organization({ schedules }))).toEqual([
      "schedules[2].practitioner: expected practitioner 'jansen' to have one name, got 'Dr. Janssen' beside 'Dr. Jansen'",
    ]);
  });

  test('a uniform length of time whose bounds are turned', () => {
    const effect = { delay: { uniform: { from: 'PT5S', to: 'PT1S' } } };
    expect(mistakesOf(organization({ faults: [{ operation: '*', effect }] }))).toEqual([
      'faults[0].effect.delay.uniform.to: expected a duration of at least PT5S, got PT1S',
    ]);
  });

  test('office hours and closures of the practice', () => {
    const officeHours = [{ days: 'daily', from: '17:00', to: '08:00' }];
    const closures = [{ from: '2026-12-24', to: '2026-12-20' }];
    expect(mistakesOf(organization({ officeHours, closures })).map((line) => line.split(':')[0])).toEqual([
      'officeHours[0].to',
      'closures[0].to',
    ]);
  });

  test('accepts adjacent hours, the same hours on other days, and a break over hours', () => {
    const touching = [consult, { ...consult, from: '12:00', to: '13:00' }, { ...consult, days: ['sat'] }];
    expect(mistakesOf(schedule({ hours: touching, breaks: [{ from: '08:00', to: '20:00' }] }))).toEqual([]);
  });
});

test('no value makes the check fail, and a mistake always has a path and a message', () => {
  fc.assert(
    fc.property(fc.anything({ maxDepth: 4 }), fc.anything({ maxDepth: 4 }), (whole, part) => {
      for (const value of [whole, organization({ schedules: part }), organization({ patients: part, clock: whole })]) {
        for (const { path, message } of checkOrganization(value)) {
          expect(typeof formatPath(path)).toBe('string');
          expect(message.length).toBeGreaterThan(0);
        }
      }
    }),
  );
});
