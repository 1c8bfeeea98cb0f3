import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator } from '../../simulator/index.ts';
import { realSystem, type System } from '../../simulator/system.ts';
import { PATIENT } from '../support/machine.ts';

test('CB-6: a callback that is under way when the process ends is sent once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-end-'));
  let sent = 0;
  let reach = (): void => undefined;
  let respond = (): void => undefined;
  const isReached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const system: System = {
    ...realSystem,
    fetch: (_url, init) => {
      sent++;
      reach();
      return new Promise((resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        respond = () => resolve(new Response(null, { status: 200 }));
      });
    },
  };
  const configuration = {
    organizations: [{ ...SMALL_PRACTICE, agb: '10000001', callbacks: { url: 'http://spreekuur.example' } }],
  };
  const start = () => createSimulator({ configuration, port: 0, store: folder, system });
  try {
    const one = await start();
    const appointment = { schedule: 'jansen', type: 'consult', start: '2027-01-12T10:00:00+01:00', patient: PATIENT };
    await one.organizations.use('10000001', ({ appointments }) => appointments.make(appointment));
    await isReached;
    const closed = one.close({ graceMs: 20_000 });
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    respond();
    await closed;
    const two = await start();
    const [delivery] = two.organization('10000001').deliveries.list();
    await two.close();
    expect([sent, delivery?.state]).toEqual([1, 'delivered']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
