import { afterEach, expect, test, vi } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/index.ts';
import { Connections } from '../../transport/connections.ts';

// With an environment, callbacks have a client of their own: it is closed last.
const OPTIONS: SimulatorOptions = {
  configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '10000001' }], authorizationServer: {} },
  environment: {},
  port: 0,
};

afterEach(() => {
  vi.restoreAllMocks();
});

test('a simulator that cannot open its store leaves nothing open', async () => {
  const destroy = vi.spyOn(Connections.prototype, 'destroy');
  // A file is no folder.
  const store = import.meta.filename;
  await expect(createSimulator({ ...OPTIONS, store })).rejects.toThrow('expected a folder');
  expect(destroy).toHaveBeenCalledOnce();
});

test('a simulator that is closed twice closes what it has once', async () => {
  const destroy = vi.spyOn(Connections.prototype, 'destroy');
  const simulator = await createSimulator(OPTIONS);
  expect(destroy).not.toHaveBeenCalled();
  await simulator.close();
  await simulator.close();
  expect(destroy).toHaveBeenCalledOnce();
});
