import { PactV4 } from '@pact-foundation/pact';
import type { V4RequestBuilder } from '@pact-foundation/pact/src/v4/http/types.js';
import { describe, expect, test } from 'vitest';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import type { SPREEKUUR_STATES } from '../states/spreekuur-states.ts';
import { VALUES } from '../states/values.ts';
import { AUTHORIZATION } from './authorization.ts';
import { AGB_TOKEN, eachLike, fromState, INSTANT, string } from './matchers.ts';
import { createPactFolder } from './pact-folder.ts';
import { waitForMockServer } from './wait-for-mock-server.ts';

const folder = createPactFolder('xis', 'spreekuur');
const pact = new PactV4({ consumer: folder.consumer, provider: folder.provider, dir: folder.path, logLevel: 'error' });

/** The id of the simulator's first appointment. */
const ID = VALUES.appointment.example;
const MOVED = { start: '2035-01-18T10:00:00+01:00', end: '2035-01-18T10:10:00+01:00' };
const COMMENT = 'Tot dan! Neem uw medicijnlijst mee.';

/** Starts a practice on the days of the examples that sends its callbacks to a URL. */
async function startPractice(
  url: string,
  approval: 'manual' | 'none',
): Promise<Organization & { book(): Promise<void>; end(): Promise<void> }> {
  const simulator = await createSimulator({
    port: 0,
    configuration: {
      // Its callbacks have tokens (AU-7); its requests need none here.
      authorizationServer: {},
      authentication: { mode: 'off' },
      organizations: [
        {
          agb: '01000001',
          typeSystem: VALUES.typeSystem.example,
          clock: { now: '2035-01-15T08:00:00+01:00', frozen: true },
          appointmentTypes: [
            {
              code: VALUES.typeCode.example,
              display: VALUES.typeDisplay.example,
              minutes: 10,
              approval,
            },
          ],
          schedules: [
            {
              id: 'jansen',
              practitioner: { id: 'jansen', name: VALUES.practitionerDisplay.example },
              hours: [{ days: 'workdays', from: '09:00', to: '12:00', type: VALUES.typeCode.example }],
            },
          ],
          patients: [{ id: '1', name: VALUES.patientDisplay.example, bsn: VALUES.patientBsn.example }],
          callbacks: { url },
        },
      ],
    },
  });
  await simulator.listen();
  return {
    ...simulator.organization(),
    async book() {
      const participant = (reference: string, display: string, status: string) => ({
        actor: { reference, display, required: 'required' },
        status,
      });
      const { status } = await fetch(`${simulator.baseUrl}/Appointment`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/fhir+json', 'X-Organization-Identifier': VALUES.organization.example },
        body: JSON.stringify({
          resourceType: 'Appointment',
          id: 'from-spreekuur',
          status: 'proposed',
          start: VALUES.start.example,
          end: VALUES.end.example,
          serviceCategory: [
            {
              coding: [
                {
                  system: VALUES.typeSystem.example,
                  code: VALUES.typeCode.example,
                  display: VALUES.typeDisplay.example,
                },
              ],
            },
          ],
          comment: 'Sinds drie dagen hoofdpijn',
          participant: [
            participant(VALUES.patientReference.example, VALUES.patientDisplay.example, 'accepted'),
            participant(
              VALUES.practitionerReference.example,
              VALUES.practitionerDisplay.example,
              approval === 'none' ? 'accepted' : 'needs-action',
            ),
          ],
        }),
      });
      expect(status).toBe(201);
    },
    end: () => simulator.close(),
  };
}

/** Books for a patient, runs a command of the practice, and returns the delivery of its callback. */
async function deliver(
  url: string,
  approval: 'manual' | 'none',
  act: (practice: Organization) => void,
): Promise<{ readonly state: string; readonly attempts: readonly object[] }> {
  const practice = await startPractice(url, approval);
  try {
    if (act !== make) await practice.book();
    act(practice);
    await practice.settled();
    const [delivery] = practice.deliveries.list();
    if (!delivery) throw new Error('the practice sent no callback');
    return delivery;
  } finally {
    await practice.end();
  }
}

/** Expects the result of the callback that follows a command of the practice. */
const expectDelivery = (
  state: string,
  status: number,
  approval: 'manual' | 'none',
  act: (practice: Organization) => void,
) =>
  waitForMockServer(async ({ url }) =>
    expect(await deliver(url, approval, act)).toMatchObject({ state, attempts: [{ status }] }),
  );

const callback = (body: object) => (builder: V4RequestBuilder) => {
  builder.headers({
    Authorization: AUTHORIZATION,
    'Content-Type': 'application/fhir+json',
    'X-Organization-Identifier': fromState(({ organization }) => organization, AGB_TOKEN),
  } as never);
  builder.jsonBody(body);
};

const BSN = { system: BSN_SYSTEM, value: fromState(({ patientBsn }) => patientBsn, '^\\d{9}$') };

const decisionBody = (participantStatus: 'accepted' | 'declined') => ({
  resourceType: 'AppointmentResponse',
  actor: { reference: { identifier: [BSN] } },
  comment: string(COMMENT),
  appointment: {
    reference: fromState(({ appointment }) => `Appointment/${appointment}`, '^Appointment/[A-Za-z0-9.-]{1,64}$'),
  },
  participantStatus,
});

const update = (status: 'booked' | 'cancelled', start: object, end: object) => ({
  resourceType: 'Appointment',
  id: fromState(({ appointment }) => appointment),
  status,
  start,
  end,
  serviceCategory: eachLike({
    coding: eachLike({
      system: string(VALUES.typeSystem.example),
      code: string(VALUES.typeCode.example),
      display: string(VALUES.typeDisplay.example),
    }),
  }),
  comment: string(COMMENT),
  participant: [
    {
      actor: {
        reference: fromState(({ patientReference }) => patientReference),
        display: fromState(({ patientDisplay }) => patientDisplay),
        identifier: BSN,
      },
      status: 'accepted',
    },
  ],
});
const at = (example: string) => ({ ...string(example), 'pact:matcher:type': 'regex', regex: INSTANT });
const asBooked = [fromState(({ start }) => start, INSTANT), fromState(({ end }) => end, INSTANT)] as const;
const path = fromState(({ appointment }) => `/Appointment/${appointment}`, '^/Appointment/[A-Za-z0-9.-]{1,64}$');

const interaction = (state: keyof typeof SPREEKUUR_STATES, description: string) =>
  pact.addInteraction().given(state).uponReceiving(description);

const make = (practice: Organization): void =>
  void practice.appointments.make({
    schedule: 'jansen',
    type: VALUES.typeCode.example,
    start: VALUES.start.example,
    patient: VALUES.patientReference.example,
    comment: COMMENT,
  });

describe('what a XIS needs of Spreekuur.nl', { shuffle: false }, () => {
  describe('interactions', () => {
    test.each([
      ['accepted', 'the practitioner accepts an appointment'],
      ['declined', 'the practitioner declines an appointment'],
    ] as const)('CB-1, CB-2: an appointment is %s', (decision, description) =>
      interaction('a pending appointment', description)
        .withRequest('POST', '/AppointmentResponse', callback(decisionBody(decision)))
        .willRespondWith(201)
        .executeTest(
          expectDelivery('delivered', 201, 'manual', ({ approvals }) => {
            if (decision === 'accepted') approvals.approve(ID, COMMENT);
            else approvals.decline(ID, COMMENT);
          }),
        ),
    );

    test('CB-1: an appointment is accepted with an empty comment', () =>
      interaction('a pending appointment', 'the practitioner accepts an appointment without a comment')
        .withRequest('POST', '/AppointmentResponse', callback({ ...decisionBody('accepted'), comment: '' }))
        .willRespondWith(201)
        .executeTest(expectDelivery('delivered', 201, 'manual', ({ approvals }) => void approvals.approve(ID, ''))));

    test('CB-5, CB-6: the rejection of a response about an unknown appointment is final', () =>
      interaction('no such appointment', 'an answer about an appointment that is not known')
        .withRequest('POST', '/AppointmentResponse', callback(decisionBody('accepted')))
        .willRespondWith(404)
        .executeTest(expectDelivery('failed', 404, 'manual', ({ approvals }) => void approvals.approve(ID, COMMENT))));

    test('UP-1, UP-2, UP-4: the practice makes an appointment', () =>
      interaction('no such appointment', 'an appointment that the practice has made')
        .withRequest('PUT', path as never, callback(update('booked', at(VALUES.start.example), at(VALUES.end.example))))
        .willRespondWith(200)
        .executeTest(expectDelivery('delivered', 200, 'none', make)));

    test('UP-2: the practice moves an appointment', () =>
      interaction('an approved appointment', 'an appointment that the practice has moved')
        .withRequest('PUT', path as never, callback(update('booked', at(MOVED.start), at(MOVED.end))))
        .willRespondWith(200)
        .executeTest(
          expectDelivery(
            'delivered',
            200,
            'none',
            ({ appointments }) => void appointments.move(ID, { start: MOVED.start, comment: COMMENT }),
          ),
        ));

    test('UP-2: the practice cancels an appointment', () =>
      interaction('an approved appointment', 'an appointment that the practice has cancelled')
        .withRequest('PUT', path as never, callback(update('cancelled', ...asBooked)))
        .willRespondWith(200)
        .executeTest(
          expectDelivery('delivered', 200, 'none', ({ appointments }) => void appointments.cancel(ID, COMMENT)),
        ));

    test('UP-4, TR-6: an appointment of an organization that the XIS may not act for', () =>
      interaction('a XIS that may not act for the organization', 'an appointment of another organization')
        .withRequest('PUT', path as never, callback(update('booked', ...asBooked)))
        .willRespondWith(403)
        .executeTest(expectDelivery('failed', 403, 'none', make)));
  });

  test('is in the pact that comes with the package', async () => {
    await expect(folder.pact()).toMatchFileSnapshot(folder.committed);
  });
});
