import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { draw } from '../../simulator/domain/random.ts';
import { createSimulator } from '../../simulator/index.ts';
import { startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { createTestDatabase } from '../support/postgres/database.ts';
import { IS_FULL } from '../support/runs.ts';
import { createSandboxPractice, LATER, SandboxLoad } from '../support/sandbox-load.ts';

/** `vitest run test/store/crash.test.ts --mode full` kills at 200 moments; TEST_SEED selects others. */
const KILLS = IS_FULL ? 200 : 5;
/** On a busy machine, a start and a load take seconds. */
const TIMEOUT_MS = PATIENCE_MS + 15_000 * KILLS;
const SEED = Number(process.env['TEST_SEED'] ?? 13);
/** A load is interrupted after at most so many requests that are sent or answered. */
const MAX_MOMENTS = 80;

interface Sandbox {
  readonly load: SandboxLoad;
  /** Starts a process, and returns it with its address. */
  start(): Promise<{ readonly url: string; readonly process: ReturnType<typeof startCli> }>;
  /** Starts a simulator with a later clock in this process, and returns its address. */
  startLater(): Promise<string>;
}

const test = base.extend<{ folder: string; open: (store: 'folder' | 'PostgreSQL') => Promise<Sandbox> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-crash-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  open: async ({ folder }, use) => {
    const started: ReturnType<typeof startCli>[] = [];
    const closers: (() => PromiseLike<unknown>)[] = [];
    await use(async (kind) => {
      const endpoint = await startCallbackEndpoint();
      closers.push(() => endpoint.close());
      const database = kind === 'folder' ? undefined : await createTestDatabase();
      if (database) closers.push(() => database[Symbol.asyncDispose]());
      const store = database?.url ?? join(folder, 'sandbox');
      const file = join(folder, 'practice.json');
      await writeFile(file, JSON.stringify({ organizations: [createSandboxPractice(endpoint.url)] }));
      return {
        load: new SandboxLoad(SEED, endpoint.received),
        async startLater() {
          const configuration = { organizations: [createSandboxPractice(endpoint.url)] };
          const simulator = await createSimulator({ configuration, port: 0, store, system: LATER });
          closers.unshift(() => simulator.close());
          await simulator.listen();
          return simulator.address;
        },
        async start() {
          const process = startCli(['simulate', '--config', file, '--port', '0', '--store', store]);
          started.push(process);
          const [, url = ''] = await process.printed(/FHIR base {10}(\S+)\/fhir/);
          return { url, process };
        },
      };
    });
    for (const process of started) await process.stop('SIGKILL');
    for (const close of closers) await close();
  },
});

describe.for(['folder', 'PostgreSQL'] as const)('a sandbox in a %s', (kind) => {
  test(`CB-6: has what was answered after each of ${KILLS} kills during a load`, { timeout: TIMEOUT_MS }, async ({
    open,
  }) => {
    const { load, start, startLater } = await open(kind);
    for (let kill = 1; kill <= KILLS; kill++) {
      const { url, process } = await start();
      if (kill > 1) await load.verify(url);
      // With a database, callbacks under way at a kill wait for the end of their lease; a later clock is past it.
      if (kill % 20 === 0) await load.verifyCallbacks();
      const moments = 1 + Math.floor(draw(SEED, `kill ${kill}`) * MAX_MOMENTS);
      await load.run([url], moments, () => process.interrupt('SIGKILL'));
      await process.ended;
    }
    const url = await startLater();
    await load.verify(url);
    await load.verifyCallbacks();
    expect([...load.answers.keys()]).toEqual(expect.arrayContaining(['book 201', 'cancel 201', 'move 200']));
  });

  test('has what was answered before SIGTERM, and ends with 0', async ({ open }) => {
    const { load, start } = await open(kind);
    const { url, process } = await start();
    await load.run([url], MAX_MOMENTS, () => process.interrupt('SIGTERM'));
    const { code, stderr } = await process.ended;
    expect([code, stderr]).toEqual([0, '']);
    await load.verify((await start()).url);
    await load.verifyCallbacks();
  });
});
