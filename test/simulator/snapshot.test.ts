import { describe, expect } from 'vitest';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import {
  call,
  createBookingBody,
  createCanaryBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
  xisTest,
} from '../support/xis.ts';

/** Creates an organization with every kind of state. */
async function busyOrganization(xis: TestOrganization): Promise<void> {
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

// biome-ignore lint/suspicious/noExplicitAny: tests change snapshots to every shape
type Loose = any;

function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)];
}

function planOf(appointment: string) {
  return { appointment, at: '2027-01-12T08:00:00Z', decision: 'accepted', comment: '' };
}

/** Returns the last change of the slot of an appointment. */
function lastChangeOf({ slots }: Loose, id: string) {
  return slots.map(({ changes }: Loose) => changes.at(-1)).find(({ holder }: Loose) => holder?.id === id);
}

function freeSlotOf(snapshot: Loose, id: string): void {
  const change = lastChangeOf(snapshot, id);
  change.status = 'free';
  delete change.holder;
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
    const body = createCanaryBody(slot as TestSlot);
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
    ['an invalid instant', (snapshot) => ({ ...snapshot, startedAt: 'yesterday' })],
  ])('%s is rejected, and nothing changes', async ([, spoil], { xis }) => {
    await busyOrganization(xis);
    const snapshot = await xis.snapshot({ identities: 'original' });
    await expect(xis.restore(spoil(snapshot as never))).rejects.toThrow();
    expect(await xis.snapshot({ identities: 'original' })).toEqual(snapshot);
  });

  // 1001: ended. 1002: booked, of schedule jansen at 10:00. 1003: pending at 10:30. 1004: made by smit's practitioner.
  xisTest.for<[string, (snapshot: Loose) => void]>([
    [
      'expected at most 100 levels of nesting, got more',
      (snapshot) => (snapshot.deliveries[0].attempts = [{ at: snapshot.startedAt, answer: nested(200) }]),
    ],
    ['clock.now: expected an instant .* from 0001', ({ clock }) => (clock.now = '9999-12-31T00:00:00Z')],
    [
      'appointments\\[1\\]\\.updatedAt: expected an instant',
      ({ appointments }) => (appointments[1].updatedAt = '0001-01-01T00:00:00Z'),
    ],
    ['sequence: expected a number <= 9007199254740991', (snapshot) => (snapshot.sequence = 1e300)],
    [
      'configuration\\.timeZone: expected an IANA time zone .*, got "Mars"',
      ({ configuration }) => (configuration.timeZone = 'Mars'),
    ],
    [
      'appointments\\[4\\]\\.id: expected each once, got that of \\[0\\] again',
      ({ appointments }) => appointments.push(appointments[0]),
    ],
    ['patients\\[2\\]\\.reference: expected each once', ({ patients }) => patients.push(patients[0])],
    ['deliveries\\[2\\]\\.id: expected each once', ({ deliveries }) => deliveries.push(deliveries[0])],
    ['slots\\[\\d\\]\\.start: expected each once', ({ slots }) => slots.push({ ...slots[0], changes: [] })],
    ['faults\\[1\\]\\.fault: expected each once', ({ faults }) => faults.push(faults[0])],
    [
      "appointments\\[1\\]\\.scheduleId: expected a schedule of the configuration, got 'x'",
      ({ appointments }) => (appointments[1].scheduleId = 'x'),
    ],
    [
      'appointments\\[1\\]\\.type: expected an index below 3, .*, got 3',
      ({ appointments }) => (appointments[1].type = 3),
    ],
    [
      'appointments\\[0\\]\\.patient: expected the reference of one of patients, got another',
      (snapshot) => (snapshot.patients = []),
    ],
    [
      'appointments\\[1\\]\\.end: expected an instant after the start .*, got',
      ({ appointments: [, booked] }) => ([booked.start, booked.end] = [booked.end, booked.start]),
    ],
    [
      "appointments\\[1\\]\\.history: expected a last event with the state 'pending', got 'booked'",
      ({ appointments }) => (appointments[1].state = 'pending'),
    ],
    ["appointments\\[1\\]\\.history: .* got 'no event'", ({ appointments }) => (appointments[1].history = [])],
    [
      "plans\\[0\\]\\.appointment: expected a pending appointment, got '9', which is unknown",
      (snapshot) => (snapshot.plans = [planOf('9')]),
    ],
    [
      "plans\\[0\\]\\.appointment: expected a pending appointment, got '1002', which is booked",
      (snapshot) => (snapshot.plans = [planOf('1002')]),
    ],
    [
      'plans\\[1\\]\\.appointment: expected each once',
      (snapshot) => (snapshot.plans = [planOf('1003'), planOf('1003')]),
    ],
    [
      "deliveries\\[0\\]\\.appointment: expected the id of one of appointments, got '9'",
      ({ deliveries }) => (deliveries[0].appointment = '9'),
    ],
    [
      "deliveries\\[0\\]\\.message: expected a message about appointment '1001', got one about '1004'",
      ({ deliveries }) => (deliveries[0].appointment = '1001'),
    ],
    [
      "deliveries\\[1\\]\\.message: expected 'decision' in a message of kind 'response', got no such key",
      ({ deliveries }) => delete deliveries[1].message.decision,
    ],
    [
      "deliveries\\[1\\]\\.operation: expected 'send-appointment-response'",
      ({ deliveries }) => (deliveries[1].operation = 'send-appointment-update'),
    ],
    [
      'deliveries\\[0\\]\\.message\\.record\\.scheduleId: expected a schedule',
      ({ deliveries }) => (deliveries[0].message.record.scheduleId = 'x'),
    ],
    ['deliveries\\[1\\]\\.heldFor: expected the event', ({ deliveries }) => (deliveries[1].state = 'held')],
    [
      "deliveries\\[1\\]\\.state: expected 'held' with heldFor 'url', got 'waiting'",
      ({ deliveries }) => (deliveries[1].heldFor = 'url'),
    ],
    [
      "deliveries\\[1\\]\\.dueAt: expected no next attempt of a delivery with the state 'failed'",
      ({ deliveries }) => (deliveries[1].state = 'failed'),
    ],
    [
      "deliveries\\[0\\]\\.attempts: expected an attempt before the state 'delivered'",
      ({ deliveries }) => (deliveries[0].attempts = []),
    ],
    [
      "slots\\[0\\]\\.schedule: expected a schedule of the configuration, got 'x'",
      ({ slots }) => (slots[0].schedule = 'x'),
    ],
    ['slots\\[0\\]\\.changes: expected at least one change', ({ slots }) => (slots[0].changes = [])],
    [
      'slots\\[0\\]\\.changes\\[0\\]\\.sequence: expected a number of its own from 1 to',
      (snapshot) => (snapshot.sequence = 0),
    ],
    [
      'slots\\[1\\]\\.changes\\[\\d\\]\\.sequence: expected a number of its own',
      ({ slots }) => (slots[1].changes.at(-1).sequence = slots[0].changes[0].sequence),
    ],
    [
      "slots\\[0\\]\\.changes\\[0\\]\\.status: expected 'busy' with a holder, got 'free'",
      ({ slots }) => (slots[0].changes[0].status = 'free'),
    ],
    [
      'slots\\[0\\]\\.changes\\[0\\]\\.holder: expected an id of an appointment',
      ({ slots }) => delete slots[0].changes[0].holder.id,
    ],
    [
      "slots\\[1\\]\\.changes\\[0\\]\\.holder: expected an appointment for the status 'tentative'",
      ({ slots }) => delete slots[1].changes[0].holder,
    ],
    ['slots\\[0\\]\\.start: expected the start of a slot', ({ slots }) => (slots[0].start = '2027-01-11T03:00:00Z')],
    ['faults\\[0\\]\\.fault: expected a fault with an id', ({ faults }) => delete faults[0].fault.id],
    ['faults\\[0\\]\\.struck: expected at most matched, 1, got 2', ({ faults }) => (faults[0].struck = 2)],
    ['faults\\[0\\]\\.fault\\.effect: expected an effect', ({ faults }) => (faults[0].fault.effect = {})],
    ['defects\\[1\\]: expected once, got again', (snapshot) => (snapshot.defects = ['not-utf8', 'not-utf8'])],
    ['competitorAt: expected no competitor', (snapshot) => (snapshot.competitorAt = [snapshot.startedAt])],
    ['loggedInPatient: expected', (snapshot) => (snapshot.loggedInPatient = 'Patient/7')],
    // AP-8, AP-9: an appointment and its slot.
    [
      "appointments\\[1\\]\\.slots\\[0\\]: expected the status 'busy' .*, got a slot without changes",
      (snapshot) => (snapshot.slots = []),
    ],
    [
      "appointments\\[1\\]\\.slots\\[0\\]: expected the status 'busy' .*, got 'free'",
      (snapshot) => freeSlotOf(snapshot, '1002'),
    ],
    [
      'appointments\\[1\\]\\.slots: expected the slots that its time overlaps, \\[2027.*\\], got \\[\\]',
      ({ appointments }) => (appointments[1].slots = []),
    ],
    [
      "appointments\\[4\\]\\.start: expected a time of its own, got one within appointment '1002'",
      ({ appointments }) => appointments.push({ ...appointments[1], id: '1005' }),
    ],
    [
      "slots\\[\\d\\]\\.changes\\[\\d\\]\\.holder: expected an active appointment that has this slot, got '1009', which is unknown",
      (snapshot) => (lastChangeOf(snapshot, '1002').holder.id = '1009'),
    ],
    [
      "holder: expected an active appointment that has this slot, got '1001', which is at another time",
      (snapshot) => (lastChangeOf(snapshot, '1002').holder.id = '1001'),
    ],
  ])('a snapshot that contradicts itself is rejected, and nothing changes: %s', async ([expected, change], { xis }) => {
    await busyOrganization(xis);
    const snapshot = await xis.snapshot({ identities: 'original' });
    const changed = structuredClone(snapshot);
    change(changed);
    const rejection = await xis.restore(changed).catch((error: Error) => error);
    expect(rejection).toMatchObject({ code: 'invalid', message: expect.stringMatching(new RegExp(expected)) });
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
