import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { loadConfiguration, type OrganizationConfiguration } from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

/** What Spreekuur.nl sends to the two unusual practices. */
const SENDERS = [
  {
    agb: '01000011',
    headers: { 'X-Organization-Identifier': '01000011' },
    dates: 'Schedule.date=ge2027-01-12&Schedule.date=le2027-01-12',
    status: 'needs-action',
    read: '/Appointment/1001',
    inR4: false,
    slots: 48,
    patients: 1,
  },
  {
    agb: '01000012',
    headers: { organisation_agb: 'http://fhir.nl/fhir/NamingSystem/agb-z|01000012' },
    dates: 'schedule.date=ge2027-01-12T00:00:00%2B01:00&schedule.date=lt2027-01-13T00:00:00%2B01:00',
    status: 'accepted',
    read: '/Appointment?id=1001',
    inR4: true,
    slots: 12,
    patients: 0,
  },
];

const UNUSUAL = new URL('../../fixtures/practices/unusual.yaml', import.meta.url);

describe('fixtures/practices/unusual.yaml', () => {
  base.for(SENDERS)(
    'TR-2, SL-9, AP-4, CN-1, PT-2: $agb can be booked in, in its forms',
    async (sender, { simulator }) => {
      const { organizations } = await loadConfiguration(fileURLToPath(UNUSUAL));
      const configuration = organizations.find(({ agb }) => agb === sender.agb) as OrganizationConfiguration;
      const clock = { now: '2027-01-11T07:00:00+01:00', frozen: true };
      const organization = await simulator.organizations.create({ ...configuration, clock });
      const xis = { ...organization, baseUrl: simulator.baseUrl, headers: sender.headers };
      expect((await call(xis, 'GET', '/Patient')).body.total).toBe(sender.patients);
      const slots = await findSlots(xis, `${sender.dates}&status=free`);
      expect(slots).toHaveLength(sender.slots);
      const { participant, ...body } = createBookingBody(slots[0] as TestSlot);
      const participants = participant.map(({ actor, status }, index) => ({
        actor: sender.inR4 ? { reference: actor.reference, display: actor.display } : actor,
        status: index === 0 ? status : sender.status,
        ...(sender.inR4 ? { required: 'required' } : {}),
      }));
      const booked = await call(xis, 'POST', '/Appointment', { body: { ...body, participant: participants } });
      expect([booked.status, (await call(xis, 'GET', sender.read)).status]).toEqual([201, 200]);
      await simulator.organizations.drop(sender.agb);
    },
  );
});

type Answers = NonNullable<TestPractice['answers']>;

function practiceThat(answers: Answers) {
  return base.extend<{ practice: TestPractice }>({
    practice: async ({ practice }, use) => use({ ...practice, answers }),
  });
}

describe('reopensSlots: false', () => {
  const xisTest = practiceThat({ reopensSlots: false });

  xisTest(
    'AP-18: a declined or cancelled appointment keeps its slot, until the practice releases it',
    async ({ xis }) => {
      const [slot] = await findSlots(xis, 'service-category=gesprek');
      const book = () => call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
      const status = async () => (await call(xis, 'GET', `/Slot/${slot?.id}`)).body.status;
      await book();
      expect(() => xis.slots.release(slot?.id ?? '')).toThrow('cancel the appointment');
      xis.approvals.decline('1001');
      expect([await status(), (await book()).status]).toEqual(['busy', 409]);
      xis.slots.release(slot?.id ?? '');
      expect([await status(), (await book()).status]).toEqual(['free', 201]);
      xis.approvals.approve('1002');
      await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1002') });
      expect(xis.appointments.list().map(({ state }) => state)).toEqual(['declined', 'cancelled']);
      expect(await status()).toBe('busy');
    },
  );

  xisTest('AP-18: a moved appointment leaves its slot free', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult&schedule=jansen');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    xis.appointments.move('1001', { start: '2027-01-12T09:00:00+01:00' });
    expect((await call(xis, 'GET', `/Slot/${slot?.id}`)).body.status).toBe('free');
  });
});

describe('errorBodies: false', () => {
  practiceThat({ errorBodies: false })('AP-7, AP-16, TR-7: errors have no body', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    xis.slots.take(slot?.id ?? '');
    const conflict = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect([conflict.status, conflict.text, conflict.headers.get('content-type')]).toEqual([409, '', null]);
    const unknown = await call(xis, 'GET', '/Appointment/1');
    expect([unknown.status, unknown.text]).toEqual([404, '']);
    expect((await call(xis, 'GET', '/Slot')).text).not.toBe('');
  });
});

describe('otherMediaType: application/json', () => {
  practiceThat({ otherMediaType: 'application/json' })(
    'TR-1, TR-10: applies to bodies without a published content type only',
    async ({ xis }) => {
      const [slot] = await findSlots(xis, 'service-category=consult');
      const types: Record<string, string | null | undefined> = {};
      const visit = async (method: string, path: string, body?: object) => {
        const { status, headers } = await call(xis, method, path, body === undefined ? {} : { body });
        types[`${method} ${path} ${status}`] = headers.get('content-type')?.split(';')[0];
      };
      const booking = createBookingBody(slot as TestSlot);
      await visit('GET', '/Slot');
      await visit('GET', '/ValueSet/BookableAppointmentTypes');
      await visit('GET', '/Patient');
      await visit('POST', '/Appointment', booking);
      await visit('GET', '/Appointment?id=1001');
      await visit('POST', '/Appointment', booking);
      await visit('GET', '/Appointment/1001');
      await visit('GET', '/Appointment');
      await visit('POST', '/AppointmentResponse', createCancellationBody('1001'));
      const fhir = 'application/fhir+json';
      const json = 'application/json';
      expect(types).toEqual({
        'GET /Slot 200': fhir,
        'GET /ValueSet/BookableAppointmentTypes 200': fhir,
        'GET /Patient 200': fhir,
        'POST /Appointment 201': fhir,
        'GET /Appointment?id=1001 200': fhir,
        'POST /Appointment 409': json,
        'GET /Appointment/1001 200': json,
        'GET /Appointment 400': json,
        'POST /AppointmentResponse 201': json,
      });
    },
  );
});

describe('cancellationBody: false', () => {
  practiceThat({ cancellationBody: false })('CN-3: the 201 of a cancellation has no body', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    const created = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect(created.text).not.toBe('');
    const cancelled = await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
    expect([cancelled.status, cancelled.text]).toEqual([201, '']);
    expect((await call(xis, 'POST', '/AppointmentResponse', { body: {} })).status).toBe(422);
  });
});

describe('an empty comment', () => {
  const xisTest = base.extend<{ practice: TestPractice }>({
    practice: async ({ practice }, use) => {
      const appointmentTypes = practice.appointmentTypes.map((type) =>
        type.code === 'gesprek' ? { ...type, approval: { after: 'PT1M', comment: '' } } : type,
      );
      await use({ ...practice, appointmentTypes });
    },
  });

  xisTest('CB-1: is sent with an approval', async ({ xis, callbackEndpoint }) => {
    const [slot, second] = await findSlots(xis, 'service-category=gesprek');
    for (const target of [slot, second])
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(target as TestSlot) });
    xis.approvals.decline('1002', '');
    await xis.clock.advance({ by: 'PT1M' });
    expect(callbackEndpoint.received.map(({ body }) => [body.participantStatus, body.comment])).toEqual([
      ['declined', ''],
      ['accepted', ''],
    ]);
  });
});

describe('two schedules of one practitioner', () => {
  const xisTest = base.extend<{ practice: TestPractice }>({
    practice: async ({ practice }, use) => {
      const [jansen] = practice.schedules;
      const schedules = jansen ? [jansen, { ...jansen, id: 'jansen-kamer-2' }] : [];
      await use({ ...practice, schedules });
    },
  });

  xisTest('AP-2, AP-7: two slots alike are two places, and the third booking is 409', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    const book = () => call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect([(await book()).status, (await book()).status, (await book()).status]).toEqual([201, 201, 409]);
    expect(xis.appointments.list().map(({ schedule }) => schedule)).toEqual(['jansen', 'jansen-kamer-2']);
    await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
    expect([(await book()).status, (await book()).status]).toEqual([201, 409]);
    expect(xis.appointments.get('1003').schedule).toBe('jansen');
  });

  xisTest('AP-2: a booking that names a slot gets that place', async ({ xis }) => {
    const slots = await findSlots(xis, 'service-category=consult&schedule=jansen-kamer-2');
    const body = createBookingBody(slots[0] as TestSlot, { slot: [{ reference: `Slot/${slots[0]?.id}` }] });
    const statuses = [];
    for (let attempt = 0; attempt < 2; attempt++)
      statuses.push((await call(xis, 'POST', '/Appointment', { body })).status);
    expect(statuses).toEqual([201, 409]);
    expect(xis.appointments.get('1001').schedule).toBe('jansen-kamer-2');
  });

  xisTest('AP-8: of 20 concurrent bookings of two places exactly two get 201, the others 409', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    const body = createBookingBody(slot as TestSlot);
    const responses = await Promise.all(Array.from({ length: 20 }, () => call(xis, 'POST', '/Appointment', { body })));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, ...Array(18).fill(409)]);
    expect(new Set(xis.appointments.list().map(({ schedule }) => schedule)).size).toBe(2);
  });
});
