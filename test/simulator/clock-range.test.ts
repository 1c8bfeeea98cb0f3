import { describe, expect } from 'vitest';
import { FIRST_INSTANT, formatInstant, LAST_INSTANT } from '../../fhir/instant.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const FIRST = formatInstant(FIRST_INSTANT);
const LAST = formatInstant(LAST_INSTANT);

/** Matches instants in a text whose year has not four digits. */
const ODD_YEAR = /[+-]\d{6}-\d\d-\d\dT|\b0000-\d\d-\d\dT/;

describe('a clock has years that FHIR can write', () => {
  xisTest.for(['0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59Z', '9999-12-31 09:00'])(
    'it is not frozen at %s, nor advanced to it',
    async (moment, { xis }) => {
      const before = xis.clock.view();
      const expected = new RegExp(`expected a time from ${FIRST} to ${LAST}, got a time (before|after) it`);
      expect(() => xis.clock.freeze(moment)).toThrow(expected);
      await expect(xis.clock.advance({ to: moment })).rejects.toThrow(expected);
      expect(xis.clock.view()).toEqual(before);
    },
  );

  xisTest('it is not advanced beyond the last instant, and nothing happens meanwhile', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    xis.clock.freeze('9990-01-01T00:00:00Z');
    await expect(xis.clock.advance({ by: 'P36500D' })).rejects.toThrow(/got a time after it/);
    expect(xis.clock.now()).toBe('9990-01-01T01:00:00+01:00');
  });

  xisTest.for([FIRST, LAST])(
    'SL-4: at %s everything is served, with four digits of years',
    async (moment, { xis, simulator }) => {
      const { clock: _clock, ...practice } = xis.configuration();
      const organization = await simulator.organizations.create({
        ...practice,
        agb: '70000011',
        clock: { now: moment, frozen: true },
        contention: { competitorsPerHour: 1e-6 },
        holidays: 'nl',
        schedules: [
          ...practice.schedules,
          {
            id: 'open',
            timeZone: 'Pacific/Kiritimati',
            practitioner: { id: 'open', name: 'Dr. Open' },
            hours: [{ days: 'daily', from: '00:00', to: '24:00', type: 'consult' }],
          },
        ],
      });
      const beside = { ...xis, headers: { 'X-Organization-Identifier': '70000011' } };
      const search = await call(beside, 'GET', '/Slot');
      expect(search.status).toBe(200);
      const [slot] = search.body.entry ?? [];
      if (slot)
        expect((await call(beside, 'POST', '/Appointment', { body: createBookingBody(slot.resource) })).status).toBe(
          201,
        );
      expect(slot === undefined).toBe(moment === LAST);
      const texts = [search.text, organization.clock.view(), organization.appointments.list()].map((part) =>
        JSON.stringify(part),
      );
      for (const text of texts) expect(text).not.toMatch(ODD_YEAR);
      const snapshot = await organization.snapshot({ identities: 'original' });
      await organization.restore(snapshot);
      expect(await organization.snapshot({ identities: 'original' })).toEqual(snapshot);
      await simulator.organizations.drop('70000011');
    },
  );

  xisTest('a running clock stays at the last instant', async ({ xis }) => {
    xis.clock.freeze(LAST);
    xis.clock.run();
    expect(xis.clock.now()).toBe('9999-12-30T01:00:00+01:00');
  });
});

describe('a command at a local time that does not occur exactly once', () => {
  xisTest.for([
    ['2027-03-28 02:30', "expected a time that the clock of Europe/Amsterdam does not skip, got '2027-03-28 02:30'"],
    [
      '2027-10-31 02:30',
      "expected 2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00, because the time occurs twice in Europe/Amsterdam, got '2027-10-31 02:30'",
    ],
  ] as const)('%s is rejected', async ([moment, expected], { xis }) => {
    expect(() => xis.clock.freeze(moment)).toThrow(expected);
    const input = { schedule: 'jansen', type: 'consult', patient: 'Patient/1' };
    expect(() => xis.appointments.make({ ...input, start: moment })).toThrow(expected);
    await expect(xis.clock.advance({ to: moment })).rejects.toThrow(expected);
  });
});
