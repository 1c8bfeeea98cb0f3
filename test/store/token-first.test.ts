import { describe, expect } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import type { BearerValidator } from '../../oauth/bearer/validate.ts';
import { StoreError } from '../../simulator/store/store-error.ts';
import { AGB, createFailure, PRACTICE, type Process, serve, test } from '../support/machine.ts';

const DAMAGED = '10000002' as Agb;
const UNKNOWN = '10000003' as Agb;

/** Accepts every request that has credentials. */
const VALIDATOR: BearerValidator = {
  async validate({ rawHeaders }) {
    if (!rawHeaders.includes('Bearer valid')) return { reason: 'missing', description: '', challenge: 'Bearer' };
    return { bearer: { clientId: 'engine', bsn: undefined, mayActFor: () => true, notes: [] } };
  },
};

/** Serves a process that looks at tokens. */
async function serveWithTokens(process: Process) {
  process.simulation.authentication = VALIDATOR;
  const { send, [Symbol.asyncDispose]: dispose } = await serve(process);
  return {
    search: (agb: Agb, token?: string) => {
      const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const headers = { 'X-Organization-Identifier': agb, ...authorization };
      return send('/fhir/Slot?status=free', { headers });
    },
    send,
    [Symbol.asyncDispose]: dispose,
  };
}

describe('a request whose token is rejected', () => {
  test('[AU-2] opens no organization, and gets one response for any of them', async ({ machine }) => {
    const { simulation } = await machine.start();
    await simulation.add(PRACTICE);
    await simulation.add({ ...PRACTICE, agb: DAMAGED });
    const process = await machine.start(
      machine.database.open((step, agb) => {
        if (step === 'read' && agb === DAMAGED) throw new StoreError('line 1 is damaged');
      }),
    );
    await using server = await serveWithTokens(process);
    const responses = await Promise.all([AGB, DAMAGED, UNKNOWN].map((agb) => server.search(agb)));
    const missing = await server.send('/fhir/Nothing', { headers: { 'X-Organization-Identifier': AGB } });
    const { organizations } = process.simulation;
    expect([...responses.map(({ status }) => status), missing.status, organizations.openCount]).toEqual([
      401, 401, 401, 404, 0,
    ]);
    const accepted = await Promise.all([AGB, DAMAGED, UNKNOWN].map((agb) => server.search(agb, 'valid')));
    expect(accepted.map(({ status }) => status)).toEqual([200, 503, 403]);
  });

  test('[AU-2] is served by an organization with that defect, which this process has not used', async ({ machine }) => {
    const first = await machine.start();
    await first.simulation.add(PRACTICE);
    const second = await machine.start();
    await using server = await serveWithTokens(second);
    expect((await server.search(AGB)).status).toBe(401);
    await first.use(({ defects }) => defects.set(['auth-not-checked']));
    await machine.pass(1000);
    expect((await server.search(AGB)).status).toBe(200);
    await machine.pass(600_000);
    expect((await server.search(AGB)).status).toBe(200);
  });
});

describe('a request with a valid token', () => {
  test('[SL-1] meets the defects that another process has set just before', async ({ machine }) => {
    const first = await machine.start();
    await first.simulation.add(PRACTICE);
    // The notification of the database is still on its way.
    const second = await machine.start({ ...machine.database.open(), onChange: () => undefined });
    await using server = await serveWithTokens(second);
    const bundleType = async () => ((await (await server.search(AGB, 'valid')).json()) as { type: string }).type;
    expect(await bundleType()).toBe('searchset');
    await first.use(({ defects }) => defects.set(['slot-bundle-type']));
    expect(await bundleType()).not.toBe('searchset');
    await first.use(({ defects }) => defects.clear());
    expect(await bundleType()).toBe('searchset');
  });
});

describe('a path that does not exist', () => {
  test('is the response also when the store is down', async ({ machine }) => {
    const failure = createFailure('read');
    const process = await machine.start(machine.database.open(failure.hook), [PRACTICE]);
    await using server = await serve(process);
    failure.isOn = true;
    const headers = { 'X-Organization-Identifier': AGB };
    const missing = await server.send('/fhir/Nothing', { headers });
    const method = await server.send('/fhir/Slot', { method: 'PUT', headers });
    expect([missing.status, method.status, await server.get('/Slot?status=free')]).toEqual([404, 405, 503]);
  });
});
