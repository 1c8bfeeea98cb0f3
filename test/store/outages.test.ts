import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { createTestDatabase } from '../support/postgres/database.ts';
import { COMMIT, startDatabaseProxy } from '../support/postgres/database-proxy.ts';
import { startPostgresServer } from '../support/postgres/server.ts';
import { createSandboxPractice, SandboxLoad } from '../support/sandbox-load.ts';
import { createJumpingSystem, MINUTE } from '../support/time.ts';

/** Starts a simulator on a database, with a load for it and what it prints. */
async function startSandbox(store: string) {
  const endpoint = await startCallbackEndpoint();
  const errors: string[] = [];
  const notices: string[] = [];
  const system = createJumpingSystem();
  const simulator: Simulator = await createSimulator({
    configuration: { organizations: [createSandboxPractice(endpoint.url)] },
    port: 0,
    store,
    system,
    log: {
      request: () => undefined,
      error: (message) => void errors.push(message),
      notice: (message) => void notices.push(message),
    },
  });
  await simulator.listen();
  return {
    url: simulator.address,
    errors,
    notices,
    load: new SandboxLoad(13, endpoint.received),
    /** Lets the time pass in which a process is expected to finish a callback that it has begun. */
    passLeases: () => system.jump(2 * MINUTE),
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await endpoint.close();
    },
  };
}

/** Sends a search to a sandbox. */
function search(url: string): Promise<Response> {
  return fetch(`${url}/fhir/Slot`, { headers: { 'X-Organization-Identifier': '10000001' } });
}

describe('a sandbox whose database goes away during a load', () => {
  test.for(['fast', 'crash'] as const)('TR-7: answers with 503 and goes on by itself, after a %s stop', async (how) => {
    await using server = await startPostgresServer();
    await using sandbox = await startSandbox(server.url('postgres'));
    const { url, load, errors, notices, passLeases } = sandbox;
    let stopped: Promise<void> | undefined;
    await load.run([url], 60, () => {
      stopped = server.stop(how);
    });
    await stopped;
    const response = await search(url);
    const { resourceType, issue } = (await response.json()) as { resourceType: string; issue: { code: string }[] };
    expect([response.status, resourceType, issue[0]?.code]).toEqual([503, 'OperationOutcome', 'transient']);
    for (let request = 0; request < 5; request++) expect((await search(url)).status).toBe(503);
    // Another loss is reported when something was stored after the first.
    expect(errors.length + notices.length).toBeLessThanOrEqual(3);
    await server.start();
    await vi.waitFor(async () => expect((await search(url)).status).toBe(200), PATIENCE_MS);
    await load.verify(url);
    await load.run([url], 60, () => undefined);
    await load.verify(url);
    passLeases();
    await load.verifyCallbacks();
    expect([...load.answers.keys()]).toContain('book 201');
  });

  test.for(['before', 'after'] as const)(
    'TR-7: has bookings wholly or not at all, when the connection is cut %s the commits',
    async (when) => {
      await using database = await createTestDatabase();
      await using proxy = await startDatabaseProxy(database.url);
      await using sandbox = await startSandbox(proxy.url);
      const { url, load, passLeases } = sandbox;
      for (let cut = 0; cut < 5; cut++) {
        proxy.cutAt(COMMIT, when);
        await load.run([url], 40, () => undefined);
        await load.verify(url);
      }
      passLeases();
      await load.verifyCallbacks();
      expect([...load.answers.keys()].filter((answer) => answer.endsWith(' 503'))).not.toEqual([]);
    },
  );
});

test('TR-7: a sandbox whose disk is full answers with 503, and has after a restart what it answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-full-'));
  const endpoint = await startCallbackEndpoint();
  const file = join(folder, 'practice.json');
  await writeFile(file, JSON.stringify({ organizations: [createSandboxPractice(endpoint.url)] }));
  const args = ['simulate', '--config', file, '--port', '0', '--store', join(folder, 'sandbox')];
  const full = startCli(args, {}, { maxFileBlocks: 120 });
  const load = new SandboxLoad(13, endpoint.received);
  try {
    const [, url = ''] = await full.printed(/FHIR base {10}(\S+)\/fhir/);
    await load.run([url], 500, () => undefined);
    expect([...load.answers.keys()]).toEqual(expect.arrayContaining(['book 201', 'book 503']));
    await load.verify(url);
    expect((await full.stop()).code).toBe(0);
    const roomy = startCli(args);
    const [, again = ''] = await roomy.printed(/FHIR base {10}(\S+)\/fhir/);
    await load.verify(again);
    await load.verifyCallbacks();
    await roomy.stop();
  } finally {
    await full.stop('SIGKILL');
    await endpoint.close();
    await rm(folder, { recursive: true });
  }
});
