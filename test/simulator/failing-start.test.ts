import { afterEach, expect, test, vi } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/index.ts';
import { Connections } from '../../transport/connections.ts';

// With an environment, callbacks have a client of their own: it is closed last.
const OPTIONS: SimulatorOptions = {
  configuration: {
    organizations: [{ ...SMALL_PRACTICE, agb: '10000001', callbacks: { url: 'http://127.0.0.1:9' } }],
    authorizationServer: {},
  },
  environment: {},
  port: 0,
};

afterEach(() => {
  vi.restoreAllMocks();
});

test('a simulator that cannot open its store leaves nothing open', async () => {
  const open = vi.spyOn(Connections.prototype, 'connectToServer');
  const destroy = vi.spyOn(Connections.prototype, 'destroy');
  // A file is no folder.
  const store = import.meta.filename;
  await expect(createSimulator({ ...OPTIONS, store })).rejects.toThrow('expected a folder');
  expect(destroy).toHaveBeenCalledTimes(open.mock.calls.length);
});

test('a simulator that is closed twice closes what it has once', async () => {
  const destroy = vi.spyOn(Connections.prototype, 'destroy');
  const simulator = await createSimulator(OPTIONS);
  // The client of callbacks begins with the first one.
  await simulator.organization().callbacks.try();
  expect(destroy).not.toHaveBeenCalled();
  await simulator.close();
  await simulator.close();
  expect(destroy).toHaveBeenCalledOnce();
});
