import { describe, expect } from 'vitest';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

/** Creates an organization with every kind of state. */
async function busyOrganization(xis: Parameters<typeof call>[0]): Promise<void> {
  const consults = await findSlots(xis, 'service-category=consult');
  const talks = await findSlots(xis, 'service-category=gesprek');
  await call(xis, 'POST', '/Appointment', { body: createBookingBody(consults[0] as TestSlot) });
  await call(xis, 'POST', '/Appointment', { body: createBookingBody(talks[0] as TestSlot) });
  await call(xis, 'POST', '/Appointment', { body: createBookingBody(talks[1] as TestSlot) });
  await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
  xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/2' });
  await xis.settled();
  xis.callbacks.set({ url: 'http://127.0.0.1:1', retry: { first: 'PT1M', jitter: 0 } });
  xis.approvals.approve('1002');
  await xis.settled();
  xis.slots.take(consults[3]?.id ?? '');
  xis.faults.add({ id: 'f', operation: 'read-schedule', when: { every: 2 }, effect: { status: 500 } });
  await call(xis, 'GET', '/Schedule/smit');
}

describe('snapshot and restore', () => {
  xisTest('continues exactly from its state', async ({ xis, callbackEndpoint }) => {
    await busyOrganization(xis);
    const snapshot = await xis.snapshot({ identities: 'original' });
    const view = async () => ({
      slots: await findSlots(xis, ''),
      appointments: xis.appointments.list(),
      deliveries: xis.deliveries.list(),
      faults: xis.faults.list(),
      clock: xis.clock.view(),
    });
    const before = await view();
    await xis.reset();
    expect(xis.appointments.list()).toEqual([]);
    await xis.restore(JSON.parse(JSON.stringify(snapshot)));
    expect(await view()).toEqual(before);
    expect(await xis.snapshot({ identities: 'original' })).toEqual(snapshot);

    expect((await call(xis, 'GET', '/Schedule/smit')).status).toBe(500);
    xis.callbacks.set({ url: callbackEndpoint.url });
    const { happened } = await xis.clock.advance({ by: 'PT1M' });
    expect(happened.map(({ result }) => result)).toEqual(['201, delivered']);
    const [free] = await findSlots(xis, 'status=free&service-category=consult');
    const booked = await call(xis, 'POST', '/Appointment', { body: createBookingBody(free as TestSlot) });
    expect(booked.headers.get('location')).toBe('Appointment/1005');
  });

  xisTest.for(['1', '2', 'unknown'])('PT-1: patient %s stays logged in', async (id, { xis }) => {
    xis.loggedInPatient.set(id);
    for (const identities of ['pseudonyms', 'original'] as const) {
      const snapshot = await xis.snapshot({ identities });
      await xis.reset();
      await xis.restore(snapshot);
      expect(xis.loggedInPatient.get()).toBe(id);
    }
    const { loggedInPatient: _loggedInPatient, ...older } = await xis.snapshot();
    await xis.restore(older);
    expect(xis.loggedInPatient.get()).toBe('1');
    await expect(xis.restore({ ...older, loggedInPatient: 'Patient/7' })).rejects.toThrow(/loggedInPatient/);
  });

  xisTest('is readable: instants are ISO 8601, and it has everything under its name', async ({ xis }) => {
    await busyOrganization(xis);
    const snapshot = await xis.snapshot();
    expect(snapshot).toMatchObject({
      format: 'xis-testkit organization',
      clock: { now: '2027-01-11T06:00:00Z', frozen: true },
      appointments: [
        { id: '1001', state: 'cancelled' },
        { id: '1002' },
        { id: '1003', state: 'pending' },
        { id: '1004' },
      ],
    });
  });

  xisTest('data of real people is replaced, so that it can be attached to a report', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    const body = JSON.stringify(createBookingBody(slot as TestSlot, { comment: 'Canary reason' }))
      .replace('"Patient/1"', '"Patient/77"')
      .replace(
        '"Emma de Boer"',
        '"Canary Name","identifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"123456782"}',
      );
    expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(201);
    xis.approvals.approve('1001', 'Canary comment');
    await xis.settled();
    const text = JSON.stringify(await xis.snapshot());
    for (const canary of ['Canary', '123456782']) expect(text).not.toContain(canary);
    await xis.restore(JSON.parse(text));
    expect(
      (await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001', '123456782') })).status,
    ).toBe(201);
  });

  xisTest.for<[string, (snapshot: Record<string, unknown>) => unknown]>([
    ['no object', () => 'x'],
    ['another format', (snapshot) => ({ ...snapshot, format: 'x' })],
    ['an unknown key', (snapshot) => ({ ...snapshot, extra: 1 })],
    ['a configuration with a mistake', (snapshot) => ({ ...snapshot, configuration: { agb: '1' } })],
    ['an appointment without its patient', (snapshot) => ({ ...snapshot, patients: [] })],
    ['a delivery without its appointment', (snapshot) => ({ ...snapshot, appointments: [] })],
    ['an invalid instant', (snapshot) => ({ ...snapshot, startedAt: 'yesterday' })],
  ])('%s is rejected, and nothing changes', async ([, spoil], { xis }) => {
    await busyOrganization(xis);
    const snapshot = await xis.snapshot({ identities: 'original' });
    await expect(xis.restore(spoil(snapshot as never))).rejects.toThrow();
    expect(await xis.snapshot({ identities: 'original' })).toEqual(snapshot);
  });

  xisTest('another organization’s snapshot is rejected', async ({ xis, simulator }) => {
    const secondOrganization = await simulator.organizations.create({ ...xis.configuration(), agb: '70000006' });
    await expect(xis.restore(await secondOrganization.snapshot())).rejects.toThrow('70000006');
    const restored = await simulator.organizations.restore(await secondOrganization.snapshot());
    expect(restored.agb).toBe('70000006');
    await simulator.organizations.drop('70000006');
  });
});
