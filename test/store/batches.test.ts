import { expect, vi } from 'vitest';
import type { SharedStore } from '../../simulator/store/store.ts';
import { StoreUnavailableError } from '../../simulator/store/store-error.ts';
import { AGB, make, PRACTICE, serve, test } from '../support/machine.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const CAUSE = { kind: 'command', name: 'test' } as const;

test('AP-8: a turn that fails on the way changes nothing, and the others of its batch run again', async ({
  machine,
}) => {
  const { simulation, use } = await machine.start();
  await simulation.add(PRACTICE);
  const failing = use(({ deliveries }) => {
    deliveries.pause();
    throw new TypeError('a mistake of a test');
  });
  const other = use((organization) => make(organization));
  await expect(failing).rejects.toThrow('a mistake of a test');
  await other;
  const after = await use(({ deliveries, appointments }) => [deliveries.paused, appointments.list().length]);
  expect(after).toEqual([false, 1]);
});

test('a look for unused organizations leaves no rejection of a batch that fails', async ({ machine }) => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  let fail: (() => void) | undefined;
  let isHeld = false;
  const hold = (): Promise<void> =>
    new Promise((_resolve, reject) => {
      fail = () => reject(new StoreUnavailableError('the database is down'));
    });
  const store = machine.database.open((step) => (isHeld && step === 'lock' ? hold() : undefined));
  const { simulation } = await machine.start(store);
  await simulation.add(PRACTICE);
  await machine.pass(301_000);
  await simulation.organizations.enter(AGB);
  await machine.pass(301_000);
  isHeld = true;
  const log = (await simulation.organizations.enter(AGB)) ?? expect.fail('no organization');
  const turn = Promise.resolve(log.run(CAUSE, () => undefined)).catch(() => 'failed');
  await vi.waitFor(() => expect(fail).toBeDefined(), PATIENCE_MS);
  await machine.pass(400_000);
  fail?.();
  expect(await turn).toBe('failed');
  await new Promise(setImmediate);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test('a fault of another process applies to the next booking, also before its notification', async ({ machine }) => {
  const one = await machine.start();
  const deaf: SharedStore = Object.assign(machine.database.open(), { onChange: () => undefined });
  const two = await machine.start(deaf);
  await one.simulation.add(PRACTICE);
  await two.use(({ faults }) => faults.list());
  await using server = await serve(two);
  await one.use(({ faults }) => faults.add({ operation: 'create-appointment', effect: { status: 429 } }));
  const headers = { 'X-Organization-Identifier': AGB, 'Content-Type': 'application/fhir+json' };
  const response = await server.send('/fhir/Appointment', { method: 'POST', headers, body: '{}' });
  expect(response.status).toBe(429);
});

test('what is stored does not go back when an acknowledgment comes after the entries of another process', async ({
  machine,
}) => {
  const store = machine.database.open();
  const { exclusively } = store;
  let late: Promise<void> | undefined;
  store.exclusively = async (...call) => {
    const position = await exclusively(...call);
    await late;
    return position;
  };
  const one = await machine.start(store);
  await one.simulation.add(PRACTICE);
  const two = await machine.start();
  let acknowledge = (): void => undefined;
  late = new Promise((resolve) => {
    acknowledge = resolve;
  });
  const first = one.use((organization) => make(organization, '10:00'));
  const log = one.simulation.organizations.get(AGB) ?? expect.fail('no organization');
  await vi.waitFor(() => expect(log.number).toBeGreaterThan(1), PATIENCE_MS);
  await two.use((organization) => make(organization, '11:00'));
  await vi.waitFor(() => expect(log.stored).toBeGreaterThan(2), PATIENCE_MS);
  acknowledge();
  await first;
  expect([log.stored, log.after(log.number)]).toEqual([log.number, []]);
});
