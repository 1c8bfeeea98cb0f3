import { describe, expect } from 'vitest';
import type { BookingRequest } from '../../engine/index.ts';
import { CONSULT, createBookingRequest, createSearchset, createSlotResource } from '../../fixtures/test/resources.ts';
import { createEngine, type ScriptedResponse, scriptedTest } from '../support/scripted-xis.ts';

const BSN = '999900109';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJic24iOiI5OTk5MDAxMDkifQ.canary';
const NAME = 'Canaria Kanarie';
const REASON = 'Mijn geheime klacht';
const CANARIES = [BSN, '9999.00.109', TOKEN, 'eyJhbGci', NAME, REASON];

const PATIENT: BookingRequest['patient'] = { reference: `Patient/${BSN}`, display: NAME, bsn: BSN };
const SECRETS = `${NAME} (${BSN}, 9999.00.109) zegt: ${REASON}. Authorization: Bearer ${TOKEN}`;
const issue = [{ severity: 'error', code: SECRETS, diagnostics: SECRETS, details: { text: SECRETS } }];

/** A XIS that repeats all data of its requests in every field. */
const INDISCRETIONS: readonly ScriptedResponse[] = [
  { status: 400, body: { resourceType: 'OperationOutcome', issue } },
  { status: 422, body: { resourceType: 'OperationOutcome', issue } },
  { status: 409, body: { resourceType: SECRETS, issue } },
  { status: 403, body: { resourceType: 'OperationOutcome', issue } },
  { status: 500, body: SECRETS },
  { status: 302, headers: { Location: `http://127.0.0.1:1/?bsn=${BSN}&name=${encodeURIComponent(NAME)}` } },
  { status: 201, headers: { Location: `Patient/${BSN}` }, body: { resourceType: SECRETS, id: BSN } },
  { status: 201, headers: { 'Content-Type': SECRETS }, body: '{}' },
  {
    status: 201,
    headers: { Location: 'Appointment/12' },
    body: {
      resourceType: 'Appointment',
      id: BSN,
      participant: [{ actor: { reference: 'Practitioner/j' }, status: SECRETS }],
    },
  },
  { body: { resourceType: TOKEN } },
  { body: { resourceType: '9999.00.109' } },
  { body: { resourceType: 999900109 } },
  {
    body: {
      ...createSearchset([
        createSlotResource({ start: SECRETS }),
        createSlotResource({ status: TOKEN }),
        createSlotResource({ id: 999900109, schedule: { reference: `Patient/${BSN}` } }),
        createSlotResource({ extension: SECRETS }),
        createSlotResource({ serviceCategory: [{ coding: [{ system: 'urn:t', code: BSN }] }] }),
      ]),
      type: SECRETS,
      link: [{ relation: 'next', url: `http://127.0.0.1:1/Slot?patient=${BSN}&name=${NAME}` }],
    },
  },
  { body: createSearchset([], `Slot?patient=${BSN}&token=${TOKEN}`) },
  {
    body: {
      resourceType: 'ValueSet',
      status: SECRETS,
      compose: { include: [{ system: 999900109 }, { system: 'a', concept: [{ code: 999900109 }] }] },
    },
  },
  'reset',
];

describe('privacy', () => {
  scriptedTest('no BSN, token, name or reason reaches a message, result or record', async ({ xis }) => {
    const shown: unknown[] = [];
    for (const script of INDISCRETIONS) {
      const { engine, errors } = createEngine(xis.url, { token: TOKEN });
      engine.onNotification((notification) => void shown.push(notification));
      // Only the first response repeats data, except for reads that follow its links.
      const steps = [
        () => engine.patient({ bsn: BSN }),
        () => engine.appointmentTypes(),
        () => engine.agendas(CONSULT),
        () => engine.timeslots(CONSULT, 'jansen', 1),
        () => engine.book(createBookingRequest({ patient: PATIENT, reason: REASON })),
        () => engine.read(BSN),
        () => engine.cancel('12', { bsn: BSN }, REASON),
      ];
      for (const step of steps) {
        xis.respondWith(script, { status: 404 });
        shown.push(await step());
      }
      shown.push(
        engine.exchanges,
        engine.notifications,
        engine.ledger.list().map(({ id, state }) => ({ id, state })),
      );
      shown.push(errors);
    }
    expect(xis.received.some(({ text }) => text.includes(BSN) && text.includes(NAME) && text.includes(REASON))).toBe(
      true,
    );
    expect(xis.received.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    const all = JSON.stringify(shown);
    expect(all.length).toBeGreaterThan(10_000);
    expect(nowhere(all)).toEqual([]);
  });

  scriptedTest('CB-5, UP-1: no BSN or name reaches the response to a callback, or its record', async ({ xis }) => {
    const { engine, errors } = createEngine(xis.url);
    const listener = await engine.listen({ port: 0 });
    const responses: string[] = [];
    const send = async (method: string, path: string, body: unknown, organization = '01000001') => {
      const response = await fetch(listener.url + path, {
        method,
        headers: { 'X-Organization-Identifier': organization, 'Content-Type': 'application/fhir+json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      responses.push(`${response.status} ${await response.text()}`);
    };
    const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: BSN };
    const decision = {
      actor: { reference: { identifier: [identifier] } },
      comment: SECRETS,
      appointment: { reference: 'Appointment/12' },
      participantStatus: 'accepted',
    };
    const update = {
      resourceType: 'Appointment',
      id: '12',
      status: 'booked',
      start: '2027-01-12T09:00:00+01:00',
      end: '2027-01-12T09:10:00+01:00',
      participant: [{ actor: { reference: 'Patient/1', display: NAME, identifier }, status: 'accepted' }],
      serviceCategory: [{ coding: [{ system: 'urn:t', code: 'consult', display: 'Consult' }] }],
    };
    await send('PUT', '/Appointment/12', update);
    await send('POST', '/AppointmentResponse', decision);
    await send('POST', '/AppointmentResponse', { ...decision, participantStatus: SECRETS, [NAME]: BSN });
    await send('POST', '/AppointmentResponse', { ...decision, appointment: { reference: `Patient/${BSN}` } });
    await send('POST', '/AppointmentResponse', `{"${NAME}": ${BSN}, ${REASON}`);
    await send('POST', '/AppointmentResponse', decision, `${BSN}|${encodeURIComponent(NAME)}`);
    await send('PUT', `/Appointment/${BSN}`, update);
    await send('PUT', `/Appointment/${BSN}`, { ...update, status: SECRETS });
    await send('DELETE', `/Patient/${BSN}`, '');
    await listener.close();
    expect(responses.map((text) => text.slice(0, 3))).toEqual([
      '200',
      '201',
      '422',
      '422',
      '400',
      '400',
      '422',
      '422',
      '404',
    ]);
    expect(nowhere(JSON.stringify([responses, engine.received, engine.notifications, errors]))).toEqual([]);
  });
});

/** Returns the found canaries and their places. */
function nowhere(text: string): readonly string[] {
  return CANARIES.filter((canary) => text.includes(canary)).map((canary) => {
    const at = text.indexOf(canary);
    return `${canary}: ${text.slice(Math.max(0, at - 150), at + 60)}`;
  });
}
