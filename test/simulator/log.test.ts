import { describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type LoggedCallback, type LoggedRequest, type Simulator } from '../../simulator/index.ts';
import { xisTest as base, call } from '../support/xis.ts';

interface LoggedSimulator {
  readonly simulator: Simulator;
  readonly requests: readonly LoggedRequest[];
  readonly callbacks: readonly LoggedCallback[];
}

const xisTest = base.extend<{ logged: LoggedSimulator }>({
  logged: async ({ callbackEndpoint }, use) => {
    const requests: LoggedRequest[] = [];
    const callbacks: LoggedCallback[] = [];
    const callbackSettings = { url: callbackEndpoint.url, retry: { jitter: 0, attempts: 3 } };
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '70000001', callbacks: callbackSettings }] },
      log: {
        request: (request) => void requests.push(request),
        callback: (callback) => void callbacks.push(callback),
        error: (message) => {
          throw new Error(message);
        },
      },
    });
    await simulator.listen();
    await use({ simulator, requests, callbacks });
    await simulator.close();
  },
});

/** Makes an appointment, about which the practice sends a callback. */
function makeAppointment({ simulator }: LoggedSimulator): void {
  const patient = { reference: 'Patient/8', display: 'Canaria', bsn: '999900687' };
  const start = '2027-01-11T10:00:00+01:00';
  simulator.organization().appointments.make({ schedule: 'jansen', type: 'consult', start, patient });
}

describe('the log', () => {
  xisTest('has the id of each request in the journal, also without an organization', async ({ logged }) => {
    const { simulator, requests } = logged;
    const xis = simulator.organization();
    const target = { ...xis, baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': xis.agb } };
    await call(target, 'GET', '/Schedule');
    await call(target, 'GET', '/Patient');
    await call({ ...target, headers: {} }, 'GET', '/Schedule');
    expect(requests.map(({ organization, id, url }) => [organization, id, url])).toEqual([
      ['70000001', 1, '/fhir/Schedule'],
      ['70000001', 2, '/fhir/Patient'],
      [undefined, 1, '/fhir/Schedule'],
    ]);
    expect(xis.requests.find().map(({ id, url }) => [id, url])).toEqual([
      [1, '/fhir/Schedule'],
      [2, '/fhir/Patient'],
    ]);
  });

  xisTest('CB-6: has each attempt of a callback with its next', async ({ logged, callbackEndpoint }) => {
    callbackEndpoint.respondWith({ status: 503 }, 'reset');
    makeAppointment(logged);
    await logged.simulator.organization().clock.advance({ by: 'PT1H' });
    const [delivery] = logged.simulator.organization().deliveries.list();
    const callback = {
      organization: '70000001',
      id: delivery?.id,
      operation: 'send-appointment-update',
      appointment: '1001',
      state: 'waiting',
      status: undefined,
      error: undefined,
      reason: undefined,
      nextAt: undefined,
    };
    expect(logged.callbacks).toEqual([
      { ...callback, attempt: 1, status: 503, nextAt: '2027-01-11T07:00:05+01:00' },
      {
        ...callback,
        attempt: 2,
        error: 'the connection was dropped before the response',
        nextAt: '2027-01-11T07:00:15+01:00',
      },
      { ...callback, attempt: 3, status: 200, state: 'delivered' },
    ]);
  });

  xisTest('CB-6: has the reason of a callback that is not delivered', async ({ logged, callbackEndpoint }) => {
    callbackEndpoint.respondWith({ status: 404 });
    makeAppointment(logged);
    await logged.simulator.organization().clock.advance({ by: 'PT1H' });
    expect(logged.callbacks).toMatchObject([
      { attempt: 1, status: 404, state: 'failed', reason: 'Spreekuur.nl returned 404, which is final' },
    ]);
  });
});
