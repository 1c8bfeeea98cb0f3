import { describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type LoggedCallback, type LoggedRequest } from '../../simulator/index.ts';
import { startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { xisTest } from '../support/xis.ts';

const BSN = '123456782';
const CANARIES = [BSN, '123456789', 'Canaria', 'Kanarie', 'canary-token', 'eyJhbGciOiJub25lIn0'];

/** Collects all output of a simulator that received secrets in every field. */
async function outputsOfIndiscretions(): Promise<string> {
  const log: (LoggedRequest | LoggedCallback | string)[] = [];
  const callbackEndpoint = await startCallbackEndpoint();
  callbackEndpoint.respondWith({ status: 500 }, { status: 422 });
  const simulator = await createSimulator({
    port: 0,
    adminToken: 'canary-token',
    log: {
      request: (request) => void log.push(request),
      callback: (callback) => void log.push(callback),
      error: (message) => void log.push(message),
    },
    configuration: {
      organizations: [{ ...SMALL_PRACTICE, agb: '70000001', callbacks: { url: callbackEndpoint.url } }],
    },
  });
  await simulator.listen();
  const xis = simulator.organization();
  const errors: string[] = [];
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(simulator.url + path, {
      method,
      headers: {
        'X-Organization-Identifier': '70000001',
        'Content-Type': 'application/fhir+json',
        Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJic24iOiIxMjM0NTY3ODIifQ.x',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) errors.push(text);
    return { status: response.status, text };
  };
  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: BSN };
  const actor = { reference: `Patient/${BSN}`, display: 'Canaria Kanarie', required: 'required', identifier };
  const booking = {
    resourceType: 'Appointment',
    id: BSN,
    status: 'proposed',
    start: '2027-01-11T10:00:00+01:00',
    end: '2027-01-11T10:30:00+01:00',
    comment: `Ik ben Canaria Kanarie, ${BSN}`,
    serviceCategory: [{ coding: [{ system: 'http://linde.example/ns/type', code: 'gesprek', display: 'Canaria' }] }],
    participant: [
      { actor, status: 'accepted' },
      { actor: { reference: 'PractitionerRole/jansen', display: 'Kanarie', required: 'required' }, status: 'accepted' },
    ],
  };
  const cancellation = {
    actor: { reference: { identifier: [identifier] } },
    comment: 'Canaria',
    appointment: { reference: 'Appointment/1001' },
    participantStatus: 'declined',
  };
  expect((await ask('POST', '/fhir/Appointment', booking)).status).toBe(201);
  await ask('POST', '/fhir/Appointment', booking);
  await ask('POST', '/fhir/Appointment', { ...booking, status: 'Canaria' });
  await ask('POST', '/fhir/Appointment', { ...booking, Canaria: BSN, [BSN]: 'Kanarie', start: 'Canaria' });
  await ask('POST', '/fhir/Appointment', {
    ...booking,
    start: '2027-01-11T03:00:00+01:00',
    participant: [actor, actor],
  });
  await ask('POST', '/fhir/Appointment', `{"Canaria": ${BSN}`);
  await ask('POST', '/fhir/AppointmentResponse', {
    ...cancellation,
    actor: { reference: { identifier: [{ ...identifier, value: '999900390' }] } },
  });
  await ask('POST', '/fhir/AppointmentResponse', { ...cancellation, appointment: { reference: `Appointment/${BSN}` } });
  await ask('GET', `/fhir/Patient?identifier=${BSN}&name=Canaria%20Kanarie`);
  await ask('GET', `/fhir/Slot?patient=${BSN}&schedule.date=${BSN}&name=Kanarie`);
  await ask('GET', `/fhir/Appointment/${BSN}`);
  await ask('GET', `/fhir/Appointment?id=${BSN}`);
  await ask('GET', `/fhir/Canaria%20Kanarie/${BSN}`);
  await ask('GET', '/fhir/Slot', undefined, {
    'X-Organization-Identifier': `http://fhir.nl/fhir/NamingSystem/bsn|${BSN}`,
  });
  await ask('GET', '/fhir/Slot', undefined, { 'X-Organization-Identifier': 'Canaria' });
  await ask('GET', '/__admin/requests', undefined, { Authorization: 'Bearer Canaria' });
  const admin = { Authorization: 'Bearer canary-token' };
  await ask(
    'POST',
    '/__admin/organizations',
    { ...SMALL_PRACTICE, agb: '70000002', patients: [{ id: '1', bsn: '123456789' }] },
    admin,
  );
  await ask(
    'POST',
    '/__admin/organizations/70000001/appointments',
    { schedule: 'jansen', type: 'consult', start: 'Canaria', patient: BSN },
    admin,
  );
  xis.appointments.make({
    schedule: 'smit',
    type: 'consult',
    start: 'next monday 09:00',
    patient: { reference: 'Patient/8', display: 'Canaria', bsn: '999900687' },
    comment: 'Kanarie',
  });
  xis.approvals.approve('1001', 'Canaria, tot dan');
  await xis.clock.advance({ by: 'PT1H' });
  await ask('POST', '/fhir/AppointmentResponse', cancellation);
  const organization = '/__admin/organizations/70000001';
  const outputs = [];
  const requests = xis.requests.find().map(({ id }) => `/requests/${id}`);
  for (const path of [
    '/__admin/requests',
    ...[
      '',
      '/patients',
      '/agenda',
      '/requests',
      ...requests,
      '/deliveries',
      '/appointments',
      '/approvals',
      '/clock',
      '/snapshot',
    ].map((path) => organization + path),
  ]) {
    const { status, text } = await ask('GET', path, undefined, admin);
    expect([path, status]).toEqual([path, 200]);
    outputs.push(text);
  }
  await simulator.close();
  await callbackEndpoint.close();
  expect(callbackEndpoint.received.some(({ body }) => JSON.stringify(body).includes(BSN))).toBe(true);
  return JSON.stringify([log, errors, outputs]);
}

describe('privacy', () => {
  xisTest('no BSN, token or name reaches a log, an error text, the journal, or a snapshot', async () => {
    const outputs = await outputsOfIndiscretions();
    expect(outputs.length).toBeGreaterThan(10_000);
    for (const canary of CANARIES) {
      const at = outputs.indexOf(canary);
      expect(at < 0 ? 'nowhere' : outputs.slice(Math.max(0, at - 200), at + 60)).toBe('nowhere');
    }
  });
});
