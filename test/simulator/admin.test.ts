import supertest from 'supertest';
import { describe, expect } from 'vitest';
import { createSimulator } from '../../simulator/index.ts';
import { xisTest as base } from '../support/xis.ts';

const xisTest = base.extend<{ admin: ReturnType<typeof supertest>; path: string }>({
  admin: async ({ simulator }, use) => use(supertest(`http://localhost:${simulator.port}/__admin`)),
  path: async ({ xis }, use) => use(`/organizations/${xis.agb}`),
});

/** Returns the keys of a JSON object that no schema knows. */
function listUnknownKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${index}":${index}`).join();
}

describe('the control interface', () => {
  xisTest('is healthy and describes itself', async ({ admin }) => {
    const health = await admin.get('/health').expect(200);
    expect(health.body).toMatchObject({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const { body } = await admin.get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/organizations/{agb}/clock/advance');
  });

  xisTest(
    'describes itself for the place where it is served, with its organizations',
    async ({ admin, xis, simulator }) => {
      const { body } = await admin.get('/openapi.json').expect(200);
      for (const address of [simulator.address, 'https://xis.example/below/a/path']) {
        expect(new URL(body.servers[0].url, `${address}/__admin/openapi.json`).href).toBe(`${address}/__admin`);
      }
      expect(body.components.parameters.agb.examples).toMatchObject({ [xis.agb]: { value: xis.agb } });
    },
  );

  xisTest('every route that the description names is there', async ({ admin, xis }) => {
    const { body } = await admin.get('/openapi.json');
    for (const [template, operations] of Object.entries<Record<string, object>>(body.paths)) {
      const url = template.replace('{agb}', xis.agb).replace('{id}', 'x');
      for (const method of Object.keys(operations)) {
        // A stream has no end.
        if (template.endsWith('/events') && method === 'get') continue;
        if (template === '/reset' || (method === 'delete' && template === '/organizations/{agb}')) continue;
        const reply = await admin[method as 'get'](url).set('Content-Type', 'application/json');
        expect([method, url, reply.status === 405 || reply.text.includes('Unknown path')]).toEqual([
          method,
          url,
          false,
        ]);
      }
    }
  });

  xisTest('makes, shows and drops an organization', async ({ admin, xis }) => {
    const configuration = { ...xis.configuration(), agb: '70000007' };
    const created = await admin.post('/organizations').send(configuration).expect(201);
    expect(created.body).toMatchObject({
      agb: '70000007',
      name: 'De Linde',
      schedules: [{ id: 'jansen' }, { id: 'smit' }],
    });
    const again = await admin.post('/organizations').send(configuration).expect(422);
    expect(again.body.issue[0].diagnostics).toContain('agb');
    expect((await admin.get('/organizations')).body.organizations.map(({ agb }: { agb: string }) => agb)).toContain(
      '70000007',
    );
    await admin.delete('/organizations/70000007').expect(204);
    await admin.get('/organizations/70000007').expect(404);
  });

  xisTest('copies an organization, each time with another AGB code', async ({ admin, path, xis, simulator }) => {
    const changes = { clock: { now: '2027-02-01T08:00:00+01:00', frozen: true }, name: 'De Eik' };
    const { body: copy } = await admin.post(`${path}/copy`).send(changes).expect(201);
    const { body: second } = await admin.post(`${path}/copy`).expect(201);
    const third = await simulator.organizations.copy(xis.agb, { schedules: [] });

    expect(new Set([xis.agb, copy.agb, second.agb, third.agb]).size).toBe(4);
    expect(copy).toMatchObject({ name: 'De Eik', schedules: [{ id: 'jansen' }, { id: 'smit' }] });
    expect(third.configuration()).toEqual({ ...xis.configuration(), agb: third.agb, schedules: [] });
    const { body } = await admin.get(`/organizations/${copy.agb}`).expect(200);
    expect(body.clock).toMatchObject({ now: '2027-02-01T08:00:00+01:00', frozen: true });
    for (const { agb } of [copy, second, third]) await simulator.organizations.drop(agb);
  });

  xisTest('a copy has no AGB code in use, and no mistake', async ({ admin, path, xis, simulator }) => {
    const { body: copy } = await admin.post(`${path}/copy`).expect(201);
    const next = String(Number(copy.agb) + 1);
    await simulator.organizations.create({ ...xis.configuration(), agb: next });
    const { body: after } = await admin.post(`${path}/copy`).expect(201);
    expect(Number(after.agb)).toBe(Number(next) + 1);

    const wrong = await admin.post(`${path}/copy`).send({ agb: '70000009' }).expect(422);
    expect(wrong.body.issue[0].diagnostics).toContain('agb: unknown key');
    const closed = await admin.post(`${path}/copy`).send({ loggedInPatient: 'x' }).expect(422);
    expect(closed.body.issue[0].diagnostics).toContain('loggedInPatient');
    await admin.post('/organizations/70000009/copy').expect(404);
    await expect(simulator.organizations.copy('70000009')).rejects.toMatchObject({ code: 'not-found' });
    for (const agb of [copy.agb, next, after.agb]) await simulator.organizations.drop(agb);
  });

  xisTest('a mistake in a configuration is reported with its path', async ({ admin, xis }) => {
    const configuration = { ...xis.configuration(), agb: '70000008', colour: 'red' };
    const { body } = await admin.post('/organizations').send(configuration).expect(422);
    expect(body.issue[0].diagnostics).toContain('colour: unknown key');
  });

  xisTest('a body of 9,000 unknown keys gets a bounded response', async ({ admin, path, xis }) => {
    const keys = listUnknownKeys(9_000);
    const requests = [
      admin.post('/organizations').send(`{${JSON.stringify(xis.configuration()).slice(1, -1)},${keys}}`),
      admin.post(`${path}/clock/freeze`).send(`{${keys}}`),
      admin.post(`${path}/appointments`).send(`{${keys}}`),
      admin.put(`${path}/contention`).send(`{${keys}}`),
      admin.patch(`${path}/callbacks`).send(`{${keys}}`),
    ];
    for (const request of requests) {
      const { status, body, text } = await request;
      expect([status, text.length < 50_000]).toEqual([422, true]);
      expect(body.issue[0].diagnostics).toMatch(/k0: unknown key.*; \(root\): \d+ more mistakes$/s);
    }
    const long = await admin.post(`${path}/clock/freeze`).send(`{"${'x'.repeat(1_000_000)}":1}`);
    expect([long.status, long.text.length < 1000]).toEqual([422, true]);
  });

  xisTest('a body with 100,000 unknown keys is not read', async ({ admin }) => {
    const { status, body } = await admin.post('/organizations').send(`{${listUnknownKeys(100_000)}}`);
    expect(status).toBe(422);
    expect(body.issue[0].diagnostics).toBe('The body is nested too deeply, or has too many keys.');
  });

  xisTest('a body over 1 MiB is accepted for organizations and snapshots only', async ({ admin, path }) => {
    const long = `"${'x'.repeat(1_100_000)}"`;
    const frozen = await admin.post(`${path}/clock/freeze`).send(long).expect(413);
    expect(frozen.body.issue[0].diagnostics).toContain('Expected at most 1 MiB.');
    await admin.post('/organizations').send(long).expect(422);
    await admin.put(`${path}/snapshot`).send(long).expect(422);
  });

  xisTest('clock: freeze, advance, run', async ({ admin, path }) => {
    const frozen = await admin.post(`${path}/clock/freeze`).send({ at: '2027-01-12T08:00:00+01:00' }).expect(200);
    expect(frozen.body).toEqual({ now: '2027-01-12T08:00:00+01:00', frozen: true, due: [] });
    const moved = await admin.post(`${path}/clock/advance`).send({ to: 'next workday 09:00' }).expect(200);
    expect(moved.body).toEqual({ now: '2027-01-13T09:00:00+01:00', reached: true, happened: [], count: 0 });
    await admin.post(`${path}/clock/advance`).send({ to: '2027-01-01' }).expect(422);
    await admin.post(`${path}/clock/advance`).send({ to: '2027-01-01 09:00' }).expect(409);
    expect((await admin.post(`${path}/clock/run`)).body.frozen).toBe(false);
  });

  xisTest(
    'the practitioner makes, moves and cancels, and sees the deliveries',
    async ({ admin, path, xis, callbackEndpoint }) => {
      const created = await admin
        .post(`${path}/appointments`)
        .send({
          schedule: 'jansen',
          type: 'consult',
          start: 'next monday 09:00',
          patient: { reference: 'Patient/9', display: 'Nieuw', bsn: '999900687' },
        })
        .expect(201);
      expect(created.body).toMatchObject({ appointment: { id: '1001', state: 'booked' }, delivery: 'd1' });
      await admin.post(`${path}/appointments/1001/move`).send({ start: 'next monday 09:10' }).expect(200);
      await admin.post(`${path}/appointments/1001/cancel`).expect(200);
      await admin.post(`${path}/appointments/1001/cancel`).expect(409);
      await xis.settled();
      const { body } = await admin.get(`${path}/deliveries?state=delivered`).expect(200);
      expect(body.deliveries.map(({ tells }: { tells: string }) => tells)).toEqual(['booked', 'booked', 'cancelled']);
      expect(callbackEndpoint.received).toHaveLength(3);
      await admin.post(`${path}/deliveries/d1/replay`).expect(200);
      await admin.get(`${path}/deliveries/d9`).expect(404);
    },
  );

  xisTest('faults and contention come and go', async ({ admin, path }) => {
    const created = await admin
      .post(`${path}/faults`)
      .send({ operation: 'search-slot', effect: { status: 500 } })
      .expect(201);
    expect(created.body.fault.id).toBe('fault-1');
    expect((await admin.get(`${path}/faults`)).body.faults).toHaveLength(1);
    await admin.delete(`${path}/faults/fault-1`).expect(204);
    await admin.delete(`${path}/faults/fault-1`).expect(404);
    await admin
      .post(`${path}/faults`)
      .send({ operation: 'search-slot', effect: { status: 200 } })
      .expect(422);
    await admin.put(`${path}/contention`).send({ phantomShare: 0.5 }).expect(200);
    expect((await admin.get(`${path}/contention`)).body).toEqual({ phantomShare: 0.5 });
  });

  xisTest('callbacks: PUT replaces the settings, PATCH changes some', async ({ admin, path }) => {
    await admin
      .put(`${path}/callbacks`)
      .send({ url: 'http://a.example', retry: { attempts: 3 } })
      .expect(200);
    const patched = await admin.patch(`${path}/callbacks`).send({ url: 'http://b.example' }).expect(200);
    expect(patched.body).toEqual({ url: 'http://b.example', retry: { attempts: 3 } });
    expect((await admin.put(`${path}/callbacks`).send({})).body).toEqual({});
  });

  xisTest('requests: find, count, explain, forget', async ({ admin, path, xis }) => {
    await fetch(`${xis.baseUrl}/Slot?schedule=nobody`, { headers: xis.headers });
    expect((await admin.post(`${path}/requests/count`).send({ operation: 'search-slot' })).body).toEqual({ count: 1 });
    const { body } = await admin.get(`${path}/requests?status=200&urlContains=nobody`).expect(200);
    expect(body.requests).toHaveLength(1);
    const explained = await admin.get(`${path}/requests/${body.requests[0].id}`).expect(200);
    expect(explained.body.why.search.text).toBe('191 slots: 191 on another schedule');
    expect((await admin.post('/requests/find').send({ urlContains: 'nobody' })).body.requests[0].organization).toBe(
      xis.agb,
    );
    await admin.delete(`${path}/requests`).expect(204);
    expect((await admin.get(`${path}/requests`)).body.requests).toEqual([]);
    await admin.get(`${path}/requests?colour=red`).expect(422);
  });

  xisTest('snapshot and restore over HTTP', async ({ admin, path }) => {
    const { body } = await admin.get(`${path}/snapshot?identities=as-told`).expect(200);
    await admin.post(`${path}/slots/jansen-20270111T0800Z/take`).expect(204);
    await admin.post(`${path}/slots/jansen-20270111T0800Z/take`).expect(409);
    await admin.put(`${path}/snapshot`).send(body).expect(204);
    await admin.post(`${path}/slots/jansen-20270111T0800Z/take`).expect(204);
    await admin
      .put(`${path}/snapshot`)
      .send({ ...body, version: 2 })
      .expect(422);
  });

  xisTest('bad input gets an OperationOutcome', async ({ admin, path }) => {
    for (const reply of [
      await admin.post(`${path}/faults`).set('Content-Type', 'application/json').send('{'),
      await admin.post(`${path}/faults`).send('[]'),
      await admin.post(`${path}/faults`),
      await admin.put('/health'),
      await admin.get('/nothing'),
      await admin.get('/organizations/x/clock'),
      await admin.get('/organizations/12345678/clock'),
      await admin.get('/organizations/%zz'),
    ]) {
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.status).toBeLessThan(500);
      expect(reply.body.resourceType).toBe('OperationOutcome');
    }
  });
});

describe('access to the control interface', () => {
  xisTest('rejects web pages of another origin, and other host names', async ({ admin, simulator }) => {
    await admin.get('/requests').set('Origin', 'https://evil.example').expect(403);
    await admin.get('/requests').set('Host', 'evil.example').expect(403);
    await admin.get('/requests').set('Origin', `http://localhost:${simulator.port}`).expect(200);
  });

  xisTest('with a token only requests with the token', async () => {
    const simulator = await createSimulator({ port: 0, adminToken: 'correct horse' });
    await simulator.listen();
    const admin = supertest(simulator.url);
    await admin.get('/__admin/health').expect(200);
    const refused = await admin.get('/__admin/requests').expect(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    await admin.get('/__admin/requests').set('Authorization', 'Bearer wrong').expect(401);
    await admin.get('/__admin/requests').set('Authorization', 'Bearer correct horse').expect(200);
    await simulator.close();
  });

  xisTest('from another machine a token is required', async () => {
    const simulator = await createSimulator({ port: 0, host: '0.0.0.0' });
    await simulator.listen();
    const reply = await supertest(simulator.url).get('/__admin/requests').expect(403);
    expect(reply.body.issue[0].diagnostics).toContain('XIS_TESTKIT_ADMIN_TOKEN');
    await supertest(simulator.url).get('/fhir/metadata').expect(200);
    await simulator.close();
  });
});
