import { PactV4 } from '@pact-foundation/pact';
import type { V4RequestBuilder, V4ResponseBuilder } from '@pact-foundation/pact/src/v4/http/types.js';
import { describe, expect, test } from 'vitest';
import { type BookingEngine, type BookingEngineOptions, createBookingEngine, realSystem } from '../../engine/index.ts';
import { VALUES } from '../states/values.ts';
import type { XIS_STATES } from '../states/xis-states.ts';
import { AUTHORIZATION, TOKEN } from './authorization.ts';
import {
  appointment,
  BUNDLE,
  booking,
  byCategory,
  CANCELLATION,
  CANCELLED,
  CONCEPTS,
  created,
  FOUND,
  NOW,
  PATIENT_FOUND,
  READ,
  SLOT,
  SLOTS,
  slotsOf,
  TYPE,
  types,
  WEEK,
  WINDOW,
} from './booking-engine-shapes.ts';
import { AGB_TOKEN, FHIR_JSON, fromState, JSON_TYPE, regex, statusCode } from './matchers.ts';
import { createPactFolder } from './pact-folder.ts';
import { waitForMockServer } from './wait-for-mock-server.ts';

const folder = createPactFolder('spreekuur-booking-engine', 'xis');
const pact = new PactV4({ consumer: folder.consumer, provider: folder.provider, dir: folder.path, logLevel: 'error' });

function engineAt(xis: string, options: Partial<BookingEngineOptions> = {}): BookingEngine {
  return createBookingEngine({
    xis,
    organization: '01000001',
    system: { ...realSystem, now: () => NOW, elapsed: () => 0 },
    token: TOKEN,
    ...options,
  });
}

/** Expects a request with the headers of every request (TR-1, TR-2, AU-1). */
const requestWith =
  (query: object = {}, body?: object) =>
  (builder: V4RequestBuilder): void => {
    builder.headers({
      Accept: 'application/fhir+json',
      Authorization: AUTHORIZATION,
      'X-Organization-Identifier': fromState(({ organization }) => organization, AGB_TOKEN),
    } as never);
    if (Object.keys(query).length > 0) builder.query(query as never);
    if (body === undefined) return;
    builder.headers({ 'Content-Type': 'application/fhir+json' });
    builder.jsonBody(body);
  };

const responseWith =
  (body: object, headers: object = {}) =>
  (builder: V4ResponseBuilder): void => {
    builder.headers({ 'Content-Type': regex(FHIR_JSON, 'application/fhir+json'), ...headers } as never);
    builder.jsonBody(body);
  };

/** Without a published media type, any of JSON will do (TR-10). */
const jsonWith = (body: object) => responseWith(body, { 'Content-Type': regex(JSON_TYPE, 'application/fhir+json') });

const provider = (state: keyof typeof XIS_STATES, params: Readonly<Record<string, string>> = {}) =>
  pact.addInteraction().given(state, params);

/** Runs the engine against the mock server, and expects a result with these parts. */
const expectResult = (
  act: (engine: BookingEngine) => Promise<object>,
  expected: object,
  options?: Partial<BookingEngineOptions>,
) => waitForMockServer(async ({ url }) => expect(await act(engineAt(url, options))).toMatchObject(expected));

const SCHEDULE = fromState(({ schedule }) => schedule);
const APPOINTMENT_PATH = fromState(
  ({ appointment }) => `/Appointment/${appointment}`,
  '^/Appointment/[A-Za-z0-9.-]{1,64}$',
) as never;

describe('what the booking engine needs of a XIS', { shuffle: false }, () => {
  describe('interactions', () => {
    test('PT-1, PT-4: the patient whose BSN the token has', () =>
      provider('the patient is known')
        .uponReceiving('a request for the patient')
        .withRequest('GET', '/Patient', requestWith())
        .willRespondWith(200, jsonWith(PATIENT_FOUND))
        .executeTest(expectResult((engine) => engine.patient(), { outcome: 'patient', reference: 'Patient/1' })));

    test('PT-2: a patient who is not known', () =>
      provider('the patient is not known')
        .uponReceiving('a request for a patient who is not known')
        .withRequest('GET', '/Patient', requestWith())
        .willRespondWith(200, jsonWith(BUNDLE))
        .executeTest(expectResult((engine) => engine.patient(), { outcome: 'unknown' })));

    test('AT-1, AT-5: the appointment types', () =>
      provider('appointment types')
        .uponReceiving('a request for the appointment types')
        .withRequest('GET', '/ValueSet/BookableAppointmentTypes', requestWith())
        .willRespondWith(200, responseWith(types(CONCEPTS)))
        .executeTest(expectResult((engine) => engine.appointmentTypes(), { outcome: 'types', types: [TYPE] })));

    test('AT-2: the appointment types that are meant for Spreekuur.nl', () =>
      provider('appointment types for a service category')
        .uponReceiving('a request for the appointment types of a service category')
        .withRequest('GET', '/ValueSet/BookableAppointmentTypes', requestWith(byCategory))
        .willRespondWith(200, responseWith(types(CONCEPTS)))
        .executeTest(
          expectResult(
            (engine) => engine.appointmentTypes(),
            { outcome: 'types', types: [TYPE] },
            { serviceCategory: VALUES.category.example },
          ),
        ));

    test('AT-3, AT-4: no appointment types', () =>
      provider('no appointment types for a service category')
        .uponReceiving('a request for the appointment types of a service category that has none')
        .withRequest('GET', '/ValueSet/BookableAppointmentTypes', requestWith(byCategory))
        .willRespondWith(200, responseWith({ resourceType: 'ValueSet' }))
        .executeTest(
          expectResult(
            (engine) => engine.appointmentTypes(),
            { outcome: 'empty', reason: 'no-types' },
            { serviceCategory: VALUES.category.example },
          ),
        ));

    test('SL-1 to SL-10, SL-13, AG-1: the free slots of the coming four weeks', () =>
      provider('free slots', WINDOW)
        .uponReceiving('a request for the free slots of the coming four weeks')
        .withRequest('GET', '/Slot', requestWith(slotsOf(WINDOW)))
        .willRespondWith(200, responseWith(SLOTS))
        .executeTest(
          expectResult((engine) => engine.agendas(TYPE), {
            outcome: 'agendas',
            agendas: [{ schedule: 'jansen', name: 'Dr. A. Jansen' }],
          }),
        ));

    test('SL-1, AG-3: no free slots in the coming four weeks', () =>
      provider('no free slots', WINDOW)
        .uponReceiving('a request for the free slots of four weeks that have none')
        .withRequest('GET', '/Slot', requestWith(slotsOf(WINDOW)))
        .willRespondWith(200, responseWith(BUNDLE))
        .executeTest(expectResult((engine) => engine.agendas(TYPE), { outcome: 'none' })));

    test("SL-11, SL-14: the free slots of one agenda's week", () =>
      provider('an agenda with free slots', WEEK)
        .uponReceiving("a request for the free slots of an agenda's week")
        .withRequest('GET', '/Slot', requestWith(slotsOf(WEEK, SCHEDULE)))
        .willRespondWith(200, responseWith(SLOTS))
        .executeTest(
          expectResult((engine) => engine.timeslots(TYPE, SLOT.schedule, 1), {
            outcome: 'timeslots',
            slots: [{ start: SLOT.start, end: SLOT.end }],
          }),
        ));

    test("SL-11: no free slots in one agenda's week", () =>
      provider('an agenda without free slots', WEEK)
        .uponReceiving("a request for the free slots of an agenda's week that has none")
        .withRequest('GET', '/Slot', requestWith(slotsOf(WEEK, SCHEDULE)))
        .willRespondWith(200, responseWith(BUNDLE))
        .executeTest(
          expectResult((engine) => engine.timeslots(TYPE, SLOT.schedule, 1), { outcome: 'timeslots', slots: [] }),
        ));

    test('AP-1 to AP-6, AP-11: an appointment that is booked at once', () =>
      provider('a free slot')
        .uponReceiving('an appointment for a free slot')
        .withRequest('POST', '/Appointment', requestWith({}, appointment('accepted')))
        .willRespondWith(201, responseWith(...created('accepted')))
        .executeTest(
          expectResult((engine) => engine.book(booking), {
            outcome: 'approved',
            appointmentId: VALUES.appointment.example,
          }),
        ));

    test('AP-4, AP-11: an appointment that waits for approval', () =>
      provider('a free slot that needs approval')
        .uponReceiving('an appointment for a free slot that needs approval')
        .withRequest('POST', '/Appointment', requestWith({}, appointment('needs-action')))
        .willRespondWith(201, responseWith(...created('needs-action')))
        .executeTest(
          expectResult(
            (engine) => engine.book(booking),
            { outcome: 'pending', appointmentId: VALUES.appointment.example },
            { approvalTypes: [TYPE.code] },
          ),
        ));

    // The body of an error is no must (AP-16, TR-7): the relay of a verification warns about it.
    test('AP-7: a slot that has been taken', () =>
      provider('a slot that has been taken')
        .uponReceiving('an appointment for a slot that has been taken')
        .withRequest('POST', '/Appointment', requestWith({}, appointment('accepted')))
        .willRespondWith(409)
        .executeTest(expectResult((engine) => engine.book(booking), { outcome: 'conflict' })));

    test('AP-19: an appointment at a time that has no slot', () =>
      provider('no slot at that time')
        .uponReceiving('an appointment at a time that has no slot')
        .withRequest('POST', '/Appointment', requestWith({}, appointment('accepted')))
        .willRespondWith(statusCode(422, 404, 409, 400) as never)
        .executeTest(
          // A configured status is sent once, so that the pact has one request.
          expectResult((engine) => engine.book(booking), { outcome: 'rejected' }, { practitionerStatus: 'accepted' }),
        ));

    test('CN-1, CN-6: an appointment that is not there, by a search', () =>
      provider('no such appointment')
        .uponReceiving('a search for an appointment that is not there')
        .withRequest('GET', '/Appointment', requestWith({ id: fromState(({ appointment }) => appointment) }))
        .willRespondWith(200, responseWith(BUNDLE))
        .executeTest(
          expectResult(
            (engine) => engine.read(VALUES.appointment.example),
            { outcome: 'absent' },
            { readBack: 'search' },
          ),
        ));

    test('CN-1, CN-6: an appointment that is not there, by a read', () =>
      provider('no such appointment')
        .uponReceiving('a read of an appointment that is not there')
        .withRequest('GET', APPOINTMENT_PATH, requestWith())
        .willRespondWith(statusCode(404, 410) as never)
        .executeTest(
          expectResult(
            (engine) => engine.read(VALUES.appointment.example),
            { outcome: 'absent' },
            { readBack: 'read' },
          ),
        ));

    test('CN-1, CN-2: an appointment that can be cancelled, by a search', () =>
      provider('a booked appointment')
        .uponReceiving('a search for an appointment by its id')
        .withRequest('GET', '/Appointment', requestWith({ id: fromState(({ appointment }) => appointment) }))
        .willRespondWith(200, responseWith(FOUND))
        .executeTest(
          expectResult(
            (engine) => engine.read(VALUES.appointment.example),
            { outcome: 'found', appointment: { cancellable: true } },
            { readBack: 'search' },
          ),
        ));

    test('CN-1 to CN-3: the patient cancels, after a read', () => {
      provider('a booked appointment')
        .uponReceiving('a read of an appointment by its id')
        .withRequest('GET', APPOINTMENT_PATH, requestWith())
        .willRespondWith(200, jsonWith(READ));
      return provider('a booked appointment')
        .uponReceiving('a cancellation by the patient')
        .withRequest('POST', '/AppointmentResponse', requestWith({}, CANCELLED))
        .willRespondWith(201)
        .executeTest(
          waitForMockServer(async ({ url }) => {
            const patient = { bsn: VALUES.patientBsn.example };
            const cancelled = await engineAt(url).cancel(VALUES.appointment.example, patient, CANCELLATION);
            expect(cancelled).toMatchObject({ outcome: 'cancelled' });
          }),
        );
    });
  });

  test('is in the pact that comes with the package', async () => {
    await expect(folder.pact()).toMatchFileSnapshot(folder.committed);
  });
});
