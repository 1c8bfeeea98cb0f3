import { describe, expect, it } from 'vitest';
import {
  CheckOptionError,
  type CheckOptions,
  type CheckReport,
  checkXis,
  cleanUp,
  maxAppointments,
  type RunRecord,
} from '../../conformance/index.ts';
import { EMMA } from '../../fixtures/test/practices.ts';
import { useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const xis = useCheckedXis();

/** Only booking checks, so that the run is fast. */
const BOOKING = { only: ['creation/*', 'cancellation/*'] };

/** Creates a run file in memory, with a callback for every record. */
function listed(see: (record: RunRecord) => void = () => undefined) {
  const records: RunRecord[] = [];
  const append = (record: RunRecord): void => {
    see(record);
    records.push(record);
  };
  return { records, append, text: () => records.map((record) => `${JSON.stringify(record)}\n`).join('') };
}

/** Creates a network that changes some requests. */
function network(change: (request: Request, send: () => Promise<Response>) => Promise<Response>) {
  const { system } = xis.options;
  if (!system) throw new Error('there is no system');
  return {
    ...system,
    fetch: (input: string | URL | Request, init?: RequestInit) =>
      change(new Request(String(input), { method: init?.method ?? 'GET' }), () => leanFetch(input, init)),
  };
}

const isBooking = ({ method, url }: Request): boolean => method === 'POST' && url.endsWith('/Appointment');
const isCancellation = ({ method, url }: Request): boolean => method === 'POST' && url.endsWith('/AppointmentResponse');

/** Returns the appointments that are not cancelled. */
function left(): number {
  return xis.organization.appointments.list().filter(({ state }) => state === 'booked' || state === 'pending').length;
}

/** Runs the booking checks with the options of a test, without a reset of the practice. */
function check(options: Partial<CheckOptions>): Promise<CheckReport> {
  return checkXis({ ...xis.options, ...BOOKING, ...options });
}

function open({ bookings }: CheckReport): readonly CheckReport['bookings'][number][] {
  return bookings.filter(({ cancelled }) => !cancelled);
}

describe('a booking', () => {
  it('is recorded before it is sent, and its outcome before the next booking', async () => {
    const file = listed((record) => {
      // The record precedes the request, so the XIS knows only the earlier bookings.
      if (record.record !== 'asked') return;
      const requestCount = file.records.filter((line) => line.record === 'asked').length;
      expect(xis.organization.requests.count({ operation: 'create-appointment' })).toBeLessThanOrEqual(requestCount);
    });
    const report = await check({ runFile: file });
    const [first, ...records] = file.records;
    expect(first).toMatchObject({ record: 'run', organization: '01000001' });
    const keys = (kind: RunRecord['record']) =>
      records.flatMap((record) => (record.record === kind && 'key' in record ? [record.key] : []));
    expect(keys('asked').length).toBe(xis.organization.requests.count({ operation: 'create-appointment' }));
    expect([...keys('made'), ...keys('refused')].sort()).toEqual([...keys('asked')].sort());
    expect(keys('cancelled').sort()).toEqual([...keys('made')].sort());
    expect(keys('made')).toHaveLength(report.bookings.length);
  });

  it('is for the test patient only, and its run file and report do not identify the patient', async () => {
    const file = listed();
    const report = await check({ runFile: file });
    expect(xis.organization.appointments.list().map(({ patient }) => patient)).toEqual(
      report.bookings.map(() => 'Patient/1'),
    );
    for (const secret of ['999900109', 'Emma', 'de Boer']) {
      expect(file.text()).not.toContain(secret);
      expect(JSON.stringify(report)).not.toContain(secret);
    }
  });

  it('takes a slot late in the window', async () => {
    const { bookings } = await check({});
    // The window ends on the tenth of November.
    for (const { slot } of bookings) expect(slot).toMatch(/^2026-11-(?:0[4-9]|10)/);
  });

  it('is not made without a BSN, which a cancellation needs', async () => {
    await expect(check({ patient: { reference: 'Patient/1', display: 'Emma de Boer' } })).rejects.toThrow(
      'allowBooking: expected patient.bsn as well',
    );
    expect(xis.organization.appointments.list()).toEqual([]);
  });

  it('PT-4: is made for the patient whom the XIS finds by the BSN, without a reference', async () => {
    const { display, bsn } = EMMA;
    const report = await check({ patient: { display, bsn }, only: ['creation/accepted'] });
    expect(report.checks.find(({ id }) => id === 'creation/accepted')).toMatchObject({ verdict: 'pass' });
    const [appointment] = xis.organization.appointments.list();
    expect(appointment).toMatchObject({ patient: EMMA.reference });
  });

  it('PT-2: is not made for a patient whom the XIS does not know', async () => {
    xis.organization.loggedInPatient.set('unknown');
    const { display, bsn } = EMMA;
    const report = await check({ patient: { display, bsn }, only: ['creation/accepted'] });
    expect(report.checks.find(({ id }) => id === 'creation/accepted')).toMatchObject({
      verdict: 'blocked',
      message: 'needs patient.reference: GET /Patient returned 200, and not that patient alone',
    });
  });

  it('is not made without allowBooking', async () => {
    const report = await check({ allowBooking: false });
    expect(report.bookings).toEqual([]);
    expect(xis.organization.requests.count({ operation: 'create-appointment' })).toBe(0);
  });
});

describe('the number of bookings', () => {
  it('is known in advance, and is enough for a XIS that accepts every booking', async () => {
    xis.organization.defects.set([
      'appointment-double-booking',
      'appointment-invalid-accepted',
      'appointment-unknown-slot-accepted',
    ]);
    const report = await check({ maxBookings: 50 });
    expect(report.bookings.length).toBeLessThanOrEqual(
      maxAppointments({ ...xis.options, ...BOOKING, maxBookings: 50 }),
    );
    expect(maxAppointments(xis.options)).toBe(16);
    expect(maxAppointments({ ...xis.options, maxBookings: 50 })).toBe(18);
    expect(maxAppointments({ ...xis.options, only: ['creation/location'] })).toBe(1);
    expect(maxAppointments({ ...xis.options, only: ['callbacks'] })).toBe(5);
    expect(maxAppointments({ ...xis.options, allowBooking: false })).toBe(0);
    expect(report.checks.filter(({ message }) => message.includes('maxBookings'))).toEqual([]);
  });

  it('is never above maxBookings: the checks that need more are blocked', async () => {
    const report = await check({ maxBookings: 2 });
    expect(xis.organization.appointments.list().length).toBeLessThanOrEqual(2);
    expect(report.checks.find(({ id }) => id === 'creation/race')).toMatchObject({
      verdict: 'blocked',
      message: 'maxBookings 2 allows no more bookings',
    });
    expect(report.counts.error).toBe(0);
  });
});

describe('every appointment is cancelled', () => {
  it('when the run is interrupted', async () => {
    const ending = new AbortController();
    const system = network(async (request, send) => {
      if (isBooking(request)) ending.abort();
      return send();
    });
    const report = await check({ signal: ending.signal, system });
    expect(report.bookings).toHaveLength(1);
    expect(open(report)).toEqual([]);
    expect(left()).toBe(0);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, error: 0 });
  });

  it('when the run is interrupted while it waits for an approval', async () => {
    const ending = new AbortController();
    const report = await check({
      signal: ending.signal,
      only: ['callbacks/*'],
      onApprovalNeeded: () => {
        ending.abort();
        return new Promise(() => undefined);
      },
    });
    expect(report.bookings.length).toBeGreaterThan(2);
    expect(open(report)).toEqual([]);
    expect(left()).toBe(0);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, error: 0 });
  });

  it('when the run file can no longer be written', async () => {
    const file = listed((record) => {
      if (record.record === 'asked' && record.key === 'b3') throw new Error('no space left');
    });
    const report = await check({ runFile: file });
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, error: 0 });
    const blocked = report.checks.filter(({ verdict }) => verdict === 'blocked');
    expect(blocked.map(({ message }) => message)).toContain('the run file cannot be written: no space left');
    expect(report.bookings).toHaveLength(2);
    expect(left()).toBe(0);
  });

  it('including appointments of a race whose second response was lost', async () => {
    xis.organization.defects.set(['appointment-race-500']);
    const report = await check({ only: ['creation/race'] });
    expect(open(report)).toEqual([]);
    expect(left()).toBe(0);
  });
});

describe('the report lists the appointments that could not be cancelled', () => {
  const refusing = (status = 503) =>
    network((request, send) => (isCancellation(request) ? Promise.resolve(new Response('', { status })) : send()));

  it('with the reason', async () => {
    const report = await check({ system: refusing() });
    expect(open(report).length).toBe(left());
    expect(left()).toBeGreaterThan(2);
    for (const booking of open(report)) {
      expect(booking.appointment).not.toBe('');
      expect(booking.why).toBe('the cancellation returned 503; its status is booked');
    }
  });

  it('AU-2: with what to do about a token that is refused', async () => {
    const report = await check({ system: refusing(401), only: ['creation/created'] });
    const [booking] = open(report);
    expect(booking?.why).toMatch(/^the cancellation returned 401 \(Give a valid access token with token: /);
    expect(booking?.why).toMatch(/\); its status is booked$/);
  });

  it('when a response was lost and the id is unknown', async () => {
    let lost = 0;
    const system = network(async (request, send) => {
      if (!isBooking(request)) return send();
      const response = await send();
      if (lost++ > 0) return response;
      await response.body?.cancel();
      throw new TypeError('fetch failed');
    });
    const file = listed();
    const report = await check({ system, runFile: file, only: ['creation/accepted'] });
    expect(report.bookings).toMatchObject([{ appointment: '', cancelled: false }]);
    expect(report.bookings[0]?.why).toContain('look it up in the XIS');
    expect(file.records.map(({ record }) => record)).toEqual(['run', 'asked', 'unknown']);
  });

  it('with its id, when a response was lost and the XIS kept the id of the request', async () => {
    const file = listed();
    const system = network(async (request, send) => {
      if (isBooking(request)) throw new TypeError('fetch failed');
      const id = /\/Appointment\/(xt-.*)$/.exec(request.url)?.[1];
      if (id === undefined) return send();
      return Response.json({ resourceType: 'Appointment', id, comment: `Van xis-testkit (${id})` });
    });
    const report = await check({ system, runFile: file, only: ['creation/accepted'] });
    const [request] = file.records.filter((record) => record.record === 'asked');
    expect(report.bookings).toMatchObject([{ appointment: request?.id, cancelled: false }]);
    expect(file.records).toContainEqual({ record: 'made', key: 'b1', appointment: request?.id });
  });

  it('but not when the request of a lost response created no appointment', async () => {
    const system = network(async (request, send) => {
      if (isBooking(request)) throw new TypeError('fetch failed');
      return send();
    });
    const report = await check({ system, only: ['creation/accepted'] });
    expect(report.bookings).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'creation/accepted')).toMatchObject({ verdict: 'blocked' });
  });
});

describe('an open appointment of a run', () => {
  /** Runs booking checks that cancel nothing. */
  async function crashed(): Promise<string> {
    const file = listed();
    const system = network((request, send) =>
      isCancellation(request) ? Promise.resolve(new Response('', { status: 503 })) : send(),
    );
    await check({ system, runFile: file });
    return `${file.text()}{"record":"asked","key":"b9`;
  }

  it('is cancelled by its run file, and nothing else is', async () => {
    const text = await crashed();
    const [mine] = xis.organization.appointments.list();
    expect(mine?.state).toBe('booked');
    // Of the same patient, but created by the practice.
    const theirs = { schedule: 'smit', type: 'consult', start: '2026-10-19T09:00:00+02:00', patient: 'Patient/1' };
    xis.organization.appointments.make(theirs);
    const before = left();
    const file = listed();
    const { bookings, exchanges } = await cleanUp(text, { ...xis.options, runFile: file });
    expect(bookings.length).toBe(before - 1);
    expect(bookings.every(({ cancelled }) => cancelled)).toBe(true);
    expect(left()).toBe(1);
    expect(exchanges.length).toBeGreaterThan(0);
    // A second clean-up has nothing to do.
    const again = await cleanUp(text + file.text(), xis.options);
    expect(again.bookings).toEqual([]);
  });

  it.each([503, 429, 302])(
    'is listed with the reason where the way fails (%i), and the others are tried too',
    async (status) => {
      const text = await crashed();
      const before = left();
      let isFirst = true;
      const system = network((request, send) => {
        if (!isCancellation(request) || !isFirst) return send();
        isFirst = false;
        return Promise.resolve(new Response('', { status, headers: { 'Retry-After': '3600' } }));
      });
      const { bookings } = await cleanUp(text, { ...xis.options, system });
      expect(bookings.length).toBe(before);
      const [failed, ...others] = bookings;
      expect(others.every(({ cancelled }) => cancelled)).toBe(true);
      expect(failed?.cancelled || failed?.why !== undefined).toBe(true);
      if (status !== 302) expect(failed?.why).toMatch(/run the clean-up again$/);
    },
  );

  it('is listed where the XIS cannot be reached', async () => {
    const text = await crashed();
    const before = left();
    const system = network(() => Promise.reject(new TypeError('fetch failed')));
    const { bookings } = await cleanUp(text, { ...xis.options, system });
    expect(bookings.map(({ cancelled }) => cancelled)).toEqual(Array(before).fill(false));
  });

  it('is cancelled without a search for slots, because its id is known', async () => {
    const text = (await crashed()).split('\n').slice(0, -1).join('\n');
    const requested: string[] = [];
    const system = network((request, send) => {
      requested.push(new URL(request.url).pathname);
      return send();
    });
    const { bookings } = await cleanUp(text, { ...xis.options, system });
    expect(bookings.every(({ cancelled }) => cancelled)).toBe(true);
    expect(requested.filter((path) => path.endsWith('/Slot'))).toEqual([]);
  });

  it('is not cancelled when its id now belongs to another appointment', async () => {
    const text = await crashed();
    await xis.organization.reset();
    await check({ ...BOOKING, patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' } });
    const sent = xis.organization.requests.count({ operation: 'create-appointment-response' });
    const { bookings } = await cleanUp(text, xis.options);
    expect(bookings.length).toBeGreaterThan(0);
    for (const { cancelled, why } of bookings) expect(cancelled || why?.includes('left alone')).toBe(true);
    expect(xis.organization.requests.count({ operation: 'create-appointment-response' })).toBe(sent);
  });

  it('is not searched in another XIS, with another organization, or without a BSN', async () => {
    const text = await crashed();
    const wrong = [
      { baseUrl: 'http://localhost:1/fhir' },
      { organization: '01000002', otherOrganization: '01000001' },
      { patient: { reference: 'Patient/1', display: 'Emma de Boer' } },
    ];
    for (const overrides of wrong) {
      await expect(cleanUp(text, { ...xis.options, ...overrides })).rejects.toBeInstanceOf(CheckOptionError);
    }
    await expect(cleanUp('Dear diary', xis.options)).rejects.toThrow('runFile');
  });
});
