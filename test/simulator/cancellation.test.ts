import { describe, expect } from 'vitest';
import { EMMA } from '../../fixtures/test/practices.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

const xisTest = base.extend<{ slot: TestSlot }>({
  slot: async ({ xis }, use) => {
    const [slot] = await findSlots(xis, 'service-category=consult&schedule=jansen');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    await use(slot as TestSlot);
  },
});

const cancel = (xis: Parameters<typeof call>[0], body: unknown) => call(xis, 'POST', '/AppointmentResponse', { body });

describe('POST /AppointmentResponse', () => {
  xisTest('CN-3, AP-18: the appointment is cancelled, the slot free', async ({ xis, slot }) => {
    const { status } = await cancel(xis, createCancellationBody('1001'));
    expect(status).toBe(201);
    expect((await call(xis, 'GET', '/Appointment/1001')).body.status).toBe('cancelled');
    expect((await call(xis, 'GET', `/Slot/${slot.id}`)).body.status).toBe('free');
    expect(xis.deliveries.list()).toEqual([]);
  });

  xisTest('CN-3, AP-18: the slot can be booked again', async ({ xis, slot }) => {
    await cancel(xis, createCancellationBody('1001'));
    expect((await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) })).status).toBe(201);
  });

  xisTest("CB-1: R4's shape is read as well, and an absolute reference", async ({ xis, slot: _ }) => {
    const { actor, ...rest } = createCancellationBody('1001');
    const body = {
      resourceType: 'AppointmentResponse',
      ...rest,
      actor: { identifier: actor.reference.identifier[0] },
      appointment: { reference: `${xis.baseUrl}/Appointment/1001` },
    };
    expect((await cancel(xis, body)).status).toBe(201);
  });

  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: EMMA.bsn };
  xisTest.for<[string, object]>([
    ['a reference', { reference: 'Patient/1', identifier }],
    ['an empty reference', { reference: null, identifier }],
    ['a reference that is published as well', { reference: { identifier: [identifier] }, identifier }],
    ['a number', { reference: 1, identifier }],
  ])("CB-1, CN-3: R4's identifier beside %s cancels the appointment", async ([, actor], { xis, slot: _ }) => {
    expect((await cancel(xis, { ...createCancellationBody('1001'), actor })).status).toBe(201);
    expect(xis.appointments.get('1001').state).toBe('cancelled');
  });

  xisTest('CB-1: an empty comment is accepted', async ({ xis, slot: _ }) => {
    expect((await cancel(xis, { ...createCancellationBody('1001'), comment: '' })).status).toBe(201);
  });

  xisTest('CN-4: twice changes nothing, also when another patient has booked the slot', async ({ xis, slot }) => {
    await cancel(xis, createCancellationBody('1001'));
    const [patient, practitioner] = createBookingBody(slot).participant;
    const actor = { ...patient?.actor, reference: 'Patient/2', display: 'Daan Visser' };
    const participant = [{ ...patient, actor }, practitioner];
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot, { participant }) });
    const before = xis.appointments.list();
    expect((await cancel(xis, createCancellationBody('1001'))).status).toBe(201);
    expect((await call(xis, 'GET', `/Slot/${slot.id}`)).body.status).toBe('busy');
    expect(xis.appointments.list()).toEqual(before);
    expect(before.map(({ state }) => state)).toEqual(['cancelled', 'booked']);
  });

  xisTest("CN-4: another patient's appointment is 403, an unknown one 404", async ({ xis, slot: _ }) => {
    expect((await cancel(xis, createCancellationBody('1001', '999900390'))).status).toBe(403);
    expect((await cancel(xis, createCancellationBody('1002'))).status).toBe(404);
    expect((await call(xis, 'GET', '/Appointment/1001')).body.status).toBe('booked');
  });

  xisTest('CN-2: an appointment that has begun cannot be cancelled', async ({ xis, slot }) => {
    await xis.clock.advance({ to: slot.start });
    const { status, body } = await cancel(xis, createCancellationBody('1001'));
    expect([status, body.issue[0].code]).toEqual([409, 'conflict']);
  });

  xisTest.for<[string, object]>([
    ['accepted', { participantStatus: 'accepted' }],
    ['no comment', { comment: undefined }],
    ['no actor', { actor: undefined }],
    ['no BSN', { actor: { reference: { identifier: [{ system: 'http://other', value: '1' }] } } }],
    ['no reference', { appointment: {} }],
  ])('CN-3: %s is 422', async ([, changes], { xis, slot: _ }) => {
    expect((await cancel(xis, { ...createCancellationBody('1001'), ...changes })).status).toBe(422);
    expect((await call(xis, 'GET', '/Appointment/1001')).body.status).toBe('booked');
  });
});
