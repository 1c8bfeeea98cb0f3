import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type BookingEngine, createBookingEngine, realSystem } from '../../engine/index.ts';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { instant } from '../../fhir/instant.ts';
import { pactPath } from '../pacts.ts';
import type { SpreekuurStateHandlers } from '../states/spreekuur-states.ts';
import type { StateSource } from '../verification/session.ts';
import { verify } from '../verification/verify.ts';
import { verifySpreekuur } from '../verify-spreekuur.ts';

const PATIENT = { patientReference: 'Patient/1', patientDisplay: 'Emma de Boer', patientBsn: '999900109' };
const SLOT = { start: '2035-01-17T09:00:00+01:00', end: '2035-01-17T09:10:00+01:00' };
const TYPE = { system: 'urn:t', code: 'consult', display: 'Consult' };

/** Starts an engine whose XIS returns a configured appointment. */
function startEngine(): { readonly engine: BookingEngine; next(id: string, practitioner: string): void } {
  let response = { id: '', practitioner: '' };
  const engine = createBookingEngine({
    xis: 'http://xis.example/fhir',
    organization: '01000001',
    system: {
      ...realSystem,
      now: () => Date.parse('2035-01-15T08:00:00+01:00'),
      elapsed: () => 0,
      fetch: async () =>
        Response.json(
          {
            resourceType: 'Appointment',
            id: response.id,
            participant: [{ actor: { reference: 'PractitionerRole/1' }, status: response.practitioner }],
          },
          { status: 201, headers: { Location: `Appointment/${response.id}` } },
        ),
    },
  });
  return {
    engine,
    next(id, practitioner) {
      response = { id, practitioner };
    },
  };
}

function statesOf({ engine, next }: ReturnType<typeof startEngine>): StateSource {
  let number = 1000;
  const book = async (practitioner: 'accepted' | 'needs-action'): Promise<string> => {
    number++;
    next(String(number), practitioner);
    await engine.book({
      type: TYPE,
      slot: {
        id: undefined,
        ...SLOT,
        startsAt: instant(Date.parse(SLOT.start)),
        schedule: 'jansen',
        practitioners: [{ reference: 'PractitionerRole/1', display: 'Dr. Jansen' }],
        serviceCategory: [TYPE],
        status: 'free',
      },
      patient: { reference: PATIENT.patientReference, display: PATIENT.patientDisplay },
      reason: 'Hoofdpijn',
    });
    return String(number);
  };
  const values = { organization: `${AGB_SYSTEM}|01000001`, ...PATIENT };
  const handlers: SpreekuurStateHandlers = {
    'a pending appointment': async () => ({ ...values, appointment: await book('needs-action') }),
    'an approved appointment': async () => ({ ...values, ...SLOT, appointment: await book('accepted') }),
    'no such appointment': async () => ({ ...values, appointment: 'not-known' }),
    'a XIS that may not act for the organization': async () => ({
      ...values,
      ...SLOT,
      organization: `${AGB_SYSTEM}|01000009`,
      appointment: await book('accepted'),
    }),
  };
  return {
    setUp: (name, params) => handlers[name as keyof SpreekuurStateHandlers](params),
    async tearDown() {},
  };
}

describe('the booking engine', () => {
  test('CB-1 to CB-5, UP-1 to UP-4, TR-6: fulfills the contract with a XIS, and notifies the patient', async () => {
    const started = startEngine();
    const listener = await started.engine.listen({ port: 0 });
    try {
      const report = await verify({
        provider: 'spreekuur',
        baseUrl: listener.url,
        states: statesOf(started),
        source: { kind: 'files', files: [pactPath('spreekuur')] },
      });
      expect(report.interactions.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
      expect(report.counts).toMatchObject({ verified: 8, failed: 0, notDone: 0 });
      const kinds = started.engine.notifications.map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['approved', 'approved', 'cancelled', 'modified', 'new', 'rejected']);
    } finally {
      await listener.close();
    }
  });

  test('CB-1 to CB-5, UP-1 to UP-4: fulfills the contract with a states endpoint too', async () => {
    const started = startEngine();
    const states = statesOf(started);
    const received: string[] = [];
    const endpoint = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { state, action, params } = JSON.parse(Buffer.concat(parts).toString());
      received.push(`${action} ${state}`);
      response.end(JSON.stringify(action === 'setup' ? await states.setUp(state, params) : {}));
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const listener = await started.engine.listen({ port: 0 });
    try {
      const report = await verifySpreekuur({
        baseUrl: listener.url,
        organization: '01000001',
        states: { url: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/states` },
      });
      expect(report.interactions.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
      expect(report.counts.verified).toBe(8);
      expect(received.filter((line) => line.startsWith('teardown'))).toHaveLength(8);
    } finally {
      await listener.close();
      endpoint.closeAllConnections();
      await new Promise((resolve) => endpoint.close(resolve));
    }
  });
});
