import { afterEach, expect, test, vi } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/index.ts';

/** What was opened and is not closed. */
const open = new Set<string>();

function watch<T extends { close(): Promise<void> } | undefined>(name: string, opened: T): T {
  if (!opened) throw new Error(`expected ${name}`);
  open.add(name);
  const close = opened.close.bind(opened);
  return Object.assign(opened, {
    async close() {
      open.delete(name);
      await close();
    },
  });
}

vi.mock(import('../../simulator/callback-client.ts'), async (original) => {
  const { createCallbackClient } = await original();
  return { createCallbackClient: async (...options) => watch('client', await createCallbackClient(...options)) };
});

vi.mock(import('../../simulator/authentication/create-authentication.ts'), async (original) => {
  const { createAuthentication } = await original();
  return { createAuthentication: async (...of) => watch('authentication', await createAuthentication(...of)) };
});

const OPTIONS: SimulatorOptions = {
  configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '10000001' }], authorizationServer: {} },
  environment: {},
  port: 0,
};

afterEach(() => open.clear());

test('a simulator that cannot open its store leaves nothing open', async () => {
  // A file is no folder.
  const store = import.meta.filename;
  await expect(createSimulator({ ...OPTIONS, store })).rejects.toThrow('expected a folder');
  expect([...open]).toEqual([]);
});

test('a simulator that ends leaves nothing open', async () => {
  const simulator = await createSimulator(OPTIONS);
  expect([...open]).toEqual(['client', 'authentication']);
  await simulator.close();
  expect([...open]).toEqual([]);
});
