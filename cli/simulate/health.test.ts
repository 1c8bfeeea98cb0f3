import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createSimulator } from '../../simulator/index.ts';
import { findIllness } from './health.ts';

test('a simulator is healthy where its options or its configuration make it listen', async () => {
  const simulator = await createSimulator({ port: 0 });
  await simulator.listen();
  const { port } = simulator;
  expect(await findIllness({ port }, {})).toBeUndefined();
  expect(await findIllness({ port, host: '0.0.0.0' }, { server: { port: 1 } })).toBeUndefined();
  expect(await findIllness({}, { server: { port } })).toBeUndefined();
  await simulator.close();
  expect(await findIllness({ port }, {})).toBe(
    `http://localhost:${port}/__admin/health does not respond (ECONNREFUSED)`,
  );
});

test('another server is no healthy simulator', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await findIllness({ port, host: '127.0.0.1' }, {})).toMatch(/returned 404$/);
  await new Promise((resolve) => server.close(resolve));
});

test('the port of a simulator with any free port is not guessed', async () => {
  await expect(findIllness({ port: 0 }, {})).rejects.toThrow('--health: port 0 is any free port');
});
