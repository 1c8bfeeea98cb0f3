// Creates simulators and organizations, as tests do, and measures the time of each until its first response.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createSimulator, defaultConfiguration } from '../../simulator/index.ts';
import { formatRequest, sendFirstRequest } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_MESSAGE } from '../searches.ts';

/** Milliseconds, in the order in which they were measured. */
export interface LibraryStart {
  readonly simulators: readonly number[];
  readonly organizations: readonly number[];
}

const TIMES = 11;

// The client runs in the same process. It warms up without an HTTP server, so that the measured time includes the
// modules that a simulator loads.
const canned = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
}).listen(0, '127.0.0.1');
await once(canned, 'listening');
for (let time = 0; time < 20; time++)
  await sendFirstRequest((canned.address() as AddressInfo).port, DEFAULT_SEARCH_MESSAGE);
canned.close();

const simulators: number[] = [];
for (let time = 0; time < TIMES; time++) {
  const began = performance.now();
  const simulator = await createSimulator({ port: 0 });
  await simulator.listen();
  await sendFirstRequest(simulator.port, DEFAULT_SEARCH_MESSAGE);
  simulators.push(performance.now() - began);
  await simulator.close();
}

const [linde] = (await defaultConfiguration()).organizations;
if (!linde) throw new Error('the default configuration has no organization');
const simulator = await createSimulator({ port: 0 });
await simulator.listen();
await sendFirstRequest(simulator.port, DEFAULT_SEARCH_MESSAGE);
const organizations: number[] = [];
for (let time = 0; time < TIMES; time++) {
  const agb = String(2_000_000 + time).padStart(8, '0');
  const request = formatRequest({ ...DEFAULT_SEARCH, agb });
  const began = performance.now();
  await simulator.organizations.create({ ...linde, agb });
  await sendFirstRequest(simulator.port, request);
  organizations.push(performance.now() - began);
}
await simulator.close();

process.send?.({ simulators, organizations } satisfies LibraryStart);
