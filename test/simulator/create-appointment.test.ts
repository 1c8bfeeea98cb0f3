import { describe, expect } from 'vitest';
import { appointmentSchema } from '../../fhir/resources/appointment.ts';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { TYPE_SYSTEM } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import { xisTest as base, call, createBookingBody, findSlots, type TestSlot } from '../support/xis.ts';

const xisTest = base.extend<{ consult: TestSlot; gesprek: TestSlot }>({
  consult: async ({ xis }, use) => {
    const slots = await findSlots(xis, 'schedule=jansen&service-category=consult');
    await use(slots[0] as TestSlot);
  },
  gesprek: async ({ xis }, use) => {
    const slots = await findSlots(xis, 'schedule=jansen&service-category=gesprek');
    await use(slots[0] as TestSlot);
  },
});

describe('POST /Appointment', () => {
  xisTest('AP-1, AP-5, AP-15: 201, Location, and the Appointment as stored', async ({ xis, consult }) => {
    const { status, headers, body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult) });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('Appointment/1001');
    expect(validator(appointmentSchema('published'), { all: true }).violations(body)).toEqual([]);
    expect(body).toEqual({ ...createBookingBody(consult), id: '1001', status: 'booked' });
  });

  xisTest('AP-6: the id in Location reads the appointment', async ({ xis, consult }) => {
    const created = await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult) });
    const read = await call(xis, 'GET', `/${created.headers.get('location')}`);
    expect(read.body).toEqual(created.body);
  });

  xisTest(
    'AP-4: with an approval workflow the practitioner needs to act, and the appointment is proposed',
    async ({ xis, gesprek }) => {
      const { body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(gesprek) });
      expect(body.status).toBe('proposed');
      expect(body.participant.map(({ status }: { status: string }) => status)).toEqual(['accepted', 'needs-action']);
    },
  );

  xisTest(
    'SL-3, AP-18: a slot that waits for approval is needs-action, and free again after denial',
    async ({ xis, gesprek }) => {
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(gesprek) });
      expect((await call(xis, 'GET', `/Slot/${gesprek.id}`)).body.status).toBe('needs-action');
      xis.approvals.decline('1001');
      expect((await call(xis, 'GET', `/Slot/${gesprek.id}`)).body.status).toBe('free');
      const { body } = await call(xis, 'GET', '/Appointment/1001');
      expect(body.status).toBe('cancelled');
      expect(validator(appointmentSchema('published')).violations(body)).toEqual([]);
    },
  );

  xisTest('AP-9: after 201 the slot is no longer free in a search', async ({ xis, consult }) => {
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult) });
    const free = await findSlots(xis, 'status=free');
    expect(free.map(({ id }) => id)).not.toContain(consult.id);
  });

  xisTest(
    'AP-7, AP-16, AP-17, TR-13: a taken slot returns 409 with a conflict, and nothing is stored',
    async ({ xis, consult }) => {
      xis.slots.take(consult.id);
      const { status, body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult) });
      expect(status).toBe(409);
      expect(body.issue[0].code).toBe('conflict');
      expect(xis.appointments.list()).toEqual([]);
    },
  );

  xisTest(
    'AP-2: the slot is found without a slot element, and a slot element must agree',
    async ({ xis, consult, gesprek }) => {
      const wrong = await call(xis, 'POST', '/Appointment', {
        body: createBookingBody(consult, { slot: [{ reference: `Slot/${gesprek.id}` }] }),
      });
      expect(wrong.status).toBe(422);
      expect(xis.appointments.list()).toEqual([]);
      const right = await call(xis, 'POST', '/Appointment', {
        body: createBookingBody(consult, { slot: [{ reference: `Slot/${consult.id}` }] }),
      });
      expect(right.status).toBe(201);
    },
  );

  xisTest('AP-2: start and end are moments: another offset is the same slot', async ({ xis, consult }) => {
    const body = createBookingBody(consult, {
      start: new Date(consult.start).toISOString(),
      end: new Date(consult.end).toISOString(),
    });
    expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(201);
  });

  xisTest("AP-4: R4's shape is read as well", async ({ xis, consult }) => {
    const participant = createBookingBody(consult).participant.map(({ actor: { required, ...actor }, status }) => ({
      actor,
      required,
      status,
    }));
    expect(
      (await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult, { participant }) })).status,
    ).toBe(201);
  });

  xisTest('AP-5: Prefer: return=minimal leaves the body out', async ({ xis, consult }) => {
    const reply = await call(xis, 'POST', '/Appointment', {
      body: createBookingBody(consult),
      headers: { Prefer: 'return=minimal' },
    });
    expect([reply.status, reply.text, reply.headers.get('location')]).toEqual([201, '', 'Appointment/1001']);
  });

  xisTest('AP-19: a slot whose start has passed is 422', async ({ xis, consult }) => {
    await xis.clock.advance({ to: consult.start });
    expect((await call(xis, 'POST', '/Appointment', { body: createBookingBody(consult) })).status).toBe(422);
  });

  xisTest('AP-10: a BSN that the practice knows otherwise is 422, and is not repeated', async ({ xis, consult }) => {
    const body = createBookingBody(consult) as ReturnType<typeof createBookingBody> & {
      participant: { actor: object }[];
    };
    Object.assign(body.participant[0]?.actor as object, {
      identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900390' },
    });
    const reply = await call(xis, 'POST', '/Appointment', { body });
    expect(reply.status).toBe(422);
    expect(reply.text).not.toContain('999900390');
  });

  const practitioner = (changes: object) => (slot: TestSlot) => {
    const [patient, practitioner] = createBookingBody(slot).participant;
    return { participant: [patient, { ...practitioner, ...changes }] };
  };
  xisTest.for<[string, (slot: TestSlot) => object, string]>([
    ['no status', () => ({ status: undefined }), 'required'],
    ['no comment', () => ({ comment: undefined }), 'required'],
    ['an empty comment', () => ({ comment: '' }), 'value'],
    ['no id', () => ({ id: undefined }), 'required'],
    ['no serviceCategory', () => ({ serviceCategory: undefined }), 'required'],
    ['another resourceType', () => ({ resourceType: 'Slot' }), 'value'],
    ['status cancelled', () => ({ status: 'cancelled' }), 'value'],
    ['an unknown status', () => ({ status: 'tentative' }), 'value'],
    ['a start without offset', (slot) => ({ start: slot.start.slice(0, 19) }), 'value'],
    ['a start on a day that does not exist', () => ({ start: '2027-02-30T09:00:00Z' }), 'value'],
    ['an end before its start', (slot) => ({ start: slot.end, end: slot.start }), 'value'],
    ['an end that no slot has', () => ({ end: '2027-01-11T09:11:00+01:00' }), 'value'],
    ['no such slot', () => ({ start: '2027-01-11T03:00:00+01:00', end: '2027-01-11T03:10:00+01:00' }), 'value'],
    [
      'a time beyond the horizon',
      () => ({ start: '2029-01-08T09:00:00+01:00', end: '2029-01-08T09:10:00+01:00' }),
      'value',
    ],
    [
      'an unknown type',
      () => ({ serviceCategory: [{ coding: [{ system: TYPE_SYSTEM, code: 'x', display: 'x' }] }] }),
      'value',
    ],
    [
      "another slot's type",
      () => ({ serviceCategory: [{ coding: [{ system: TYPE_SYSTEM, code: 'visite', display: 'Visite' }] }] }),
      'value',
    ],
    ['one participant', (slot) => ({ participant: createBookingBody(slot).participant.slice(0, 1) }), 'value'],
    [
      'two patients',
      (slot) => ({ participant: [createBookingBody(slot).participant[0], createBookingBody(slot).participant[0]] }),
      'value',
    ],
    [
      'an unknown practitioner',
      practitioner({ actor: { reference: 'PractitionerRole/x', display: 'x', required: 'required' } }),
      'value',
    ],
    ['a participant without status', practitioner({ status: undefined }), 'required'],
    [
      'required nowhere',
      practitioner({ actor: { reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' } }),
      'required',
    ],
    ['participant as an object', () => ({ participant: {} }), 'structure'],
    ['start as a number', () => ({ start: 20270111 }), 'structure'],
    ['slot that is no reference', () => ({ slot: [{ reference: 'Schedule/jansen' }] }), 'value'],
  ])('AP-10: %s is 422, and nothing is stored', async ([, changes, code], { xis, consult }) => {
    const { status, body } = await call(xis, 'POST', '/Appointment', {
      body: createBookingBody(consult, changes(consult) as never),
    });
    expect({ status, code: body.issue[0].code }).toEqual({ status: 422, code });
    expect(validator(operationOutcomeSchema).violations(body)).toEqual([]);
    expect(xis.appointments.list()).toEqual([]);
    expect((await call(xis, 'GET', `/Slot/${consult.id}`)).body.status).toBe('free');
  });

  xisTest.for([null, 1, 'text', [], [[]], true, {}])('AP-10: %j is no Appointment: 422', async (value, { xis }) => {
    const { status, body } = await call(xis, 'POST', '/Appointment', { body: JSON.stringify(value) });
    expect({ status, type: body.resourceType }).toEqual({ status: 422, type: 'OperationOutcome' });
  });

  xisTest.for(['{', '{"resourceType":', 'resourceType=Appointment', '\u0000', ''])(
    'AP-10: %j is not JSON: 400',
    async (text, { xis }) => {
      const { status, body } = await call(xis, 'POST', '/Appointment', { body: text });
      expect({ status, code: body.issue[0].code }).toEqual({ status: 400, code: 'structure' });
    },
  );

  xisTest(
    'AP-1: the practitioner status of the request is noted when the workflow says otherwise',
    async ({ xis, gesprek }) => {
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(gesprek) });
      expect(xis.requests.find({ operation: 'create-appointment' })[0]?.notes?.[0]).toContain('AP-4');
    },
  );
});

describe('Location', () => {
  xisTest.for(['relative', 'absolute', 'versioned'] as const)(
    'AP-15: %s, as configured',
    async (location, { simulator, xis }) => {
      const secondOrganization = await simulator.organizations.create({
        ...xis.configuration(),
        agb: '70000001',
        answers: { location },
      });
      const headers = { 'X-Organization-Identifier': '70000001' };
      const [slot] = await findSlots({ ...xis, headers }, 'service-category=consult');
      const reply = await call({ ...xis, headers }, 'POST', '/Appointment', {
        body: createBookingBody(slot as TestSlot),
      });
      await simulator.organizations.drop(secondOrganization.agb);
      const expected = {
        relative: 'Appointment/1001',
        absolute: `${xis.baseUrl}/Appointment/1001`,
        versioned: `${xis.baseUrl}/Appointment/1001/_history/1`,
      };
      expect(reply.headers.get('location')).toBe(expected[location]);
    },
  );
});
