import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { EMMA } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import { runs } from '../support/runs.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const outcome = validator(operationOutcomeSchema);
const bsn = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: EMMA.bsn };

/** Values of an element that the other dialect, or a library, may put in its place. */
const values = fc.constantFrom(
  undefined,
  null,
  'Patient/1',
  'PractitionerRole/jansen',
  'required',
  '',
  7,
  [],
  {},
  bsn,
  [bsn],
  [null],
  { identifier: bsn },
  { identifier: [bsn] },
  { identifier: [null, bsn] },
  { reference: 'Patient/1', identifier: bsn },
);

const actors = fc.record({
  reference: values,
  identifier: values,
  required: values,
  display: fc.constantFrom('Emma', undefined, null),
});

/** Leaves out the keys without a value, as JSON does. */
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a body in any mixture of both dialects', () => {
  xisTest('CB-1, CN-3, AP-10: a cancellation is carried out or rejected, and never a 5xx', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const bodies = fc.record({
      actor: fc.oneof(actors, values),
      resourceType: fc.constantFrom(undefined, 'AppointmentResponse', null),
    });
    await fc.assert(
      fc.asyncProperty(bodies, async ({ actor, resourceType }) => {
        const type = resourceType === undefined ? {} : { resourceType };
        const sent = { ...createCancellationBody('1001'), actor, ...type };
        const { status, body } = await call(xis, 'POST', '/AppointmentResponse', { body: sent });
        expect([201, 422], JSON.stringify(written(sent))).toContain(status);
        if (status === 422) expect(outcome.violations(body)).toEqual([]);
      }),
      { numRuns: runs(80) },
    );
  });

  xisTest('AP-4, AP-10: a booking is made or rejected, and never a 5xx', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    const participants = fc.record({
      actor: fc.oneof(actors, values),
      required: values,
      status: fc.constantFrom('accepted', 'needs-action', null),
    });
    const lists = fc.oneof(fc.tuple(participants, participants), fc.array(participants, { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (mixtures, keep) => {
        const good = createBookingBody(slot as TestSlot).participant;
        const participant = keep ? mixtures.map((mixture, index) => ({ ...good[index], ...mixture })) : mixtures;
        const body = createBookingBody(slot as TestSlot, { participant });
        const response = await call(xis, 'POST', '/Appointment', { body });
        expect([201, 409, 422], JSON.stringify(written(participant))).toContain(response.status);
        if (response.status >= 400) expect(outcome.violations(response.body)).toEqual([]);
      }),
      { numRuns: runs(80) },
    );
  });
});
