import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { CommandTime } from '../commands.ts';
import { type LoadClient, type Pace, startLoadClient, writeRequests } from '../load.ts';
import { type Effort, runAlternately } from '../measure.ts';
import { type Booking, buildBookingRequest, fetchFreeSlots, reset } from '../measures/booking.ts';
import { timeStart } from '../measures/start.ts';
import { runNpm } from '../npm.ts';
import { findFreePort } from '../ports.ts';
import { AGB } from '../practices.ts';
import { type BenchRequest, formatRequest, sendRequest } from '../request.ts';
import { buildSearchRequest, VARIETY } from '../searches.ts';
import { attendServer, type RunningServer, startServer, startSimulator } from '../servers.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { type PeerData, readPeerData, SEARCH } from './data.ts';
import { PEERS, type Peer } from './peers.ts';

/** The bookings of a turn: fewer than the practice has free slots. */
const BOOKINGS = 700;

const AGENDA = SEARCH.schedule;
const OTHER_AGENDA = 'arts-2';

/** A server to compare, and its requests. */
interface Contender {
  readonly name: string;
  start(): Promise<RunningServer>;
  search(schedule: string, second: number): BenchRequest;
  book(booking: Booking): BenchRequest;
  /** Brings the server back to its first state before a turn. */
  reset(server: RunningServer): Promise<void>;
}

/** The figures of one server. */
export interface PeerResult {
  readonly name: string;
  readonly search: readonly Pace[];
  readonly booking: readonly Pace[];
  readonly start: readonly CommandTime[];
  readonly residentMb: number;
  /** Whether a search for another agenda has another response. */
  readonly searches: boolean;
  /** Whether the second booking of a slot is rejected. */
  readonly rejects: boolean;
}

/** Installs other servers, and compares the simulator with them under the same load. */
export async function comparePeers(run: {
  readonly scratch: string;
  readonly effort: Effort;
}): Promise<readonly PeerResult[]> {
  const data = await readPeerData(run.scratch);
  const folder = createTemporaryFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  process.stderr.write('  installing\n');
  await runNpm(folder, 'install', ...PEERS.flatMap(({ packages }) => packages));
  const contenders = [simulatorContender(data), ...PEERS.map((peer) => peerContender(peer, folder, data))];
  return measureContenders(contenders, run);
}

function simulatorContender({ configuration }: PeerData): Contender {
  return {
    name: 'xis-testkit simulate',
    start: () => startSimulator(configuration),
    search: (schedule, second) => buildSearchRequest({ ...SEARCH, schedule }, second),
    book: buildBookingRequest,
    reset: ({ port }) => reset(port),
  };
}

function peerContender(peer: Peer, folder: string, data: PeerData): Contender {
  return {
    name: peer.name,
    start: () => startPeer(peer, folder, data),
    search: (schedule, second) => ({ method: 'GET', path: peer.search({ ...SEARCH, schedule }, second), agb: AGB }),
    book: (booking) => ({ ...withoutId(buildBookingRequest(booking)), ...peer.booking }),
    reset: async () => undefined,
  };
}

/** Removes the id of a new resource, which a FHIR server ignores and json-server wants to be unique. */
function withoutId({ body = '{}', ...request }: BenchRequest): BenchRequest {
  return { ...request, body: JSON.stringify({ ...JSON.parse(body), id: undefined }) };
}

async function startPeer(peer: Peer, folder: string, data: PeerData): Promise<RunningServer> {
  const port = await findFreePort();
  const [script, ...args] = peer.prepare(folder, data, port);
  const child = startServer(script, args);
  // What it logs is not measured.
  child.stdout?.resume();
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${peer.name} ended with exit code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return attendServer(child, port);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

interface RunningContender extends Contender {
  readonly server: RunningServer;
}

async function measureContenders(
  contenders: readonly Contender[],
  { scratch, effort }: { readonly scratch: string; readonly effort: Effort },
): Promise<readonly PeerResult[]> {
  const starts = await runAlternately(
    effort.starts,
    byName(contenders, (contender) => () => timeStart(contender.start, formatRequest(contender.search(AGENDA, 0)))),
  );
  const running: RunningContender[] = [];
  for (const contender of contenders) running.push({ ...contender, server: await contender.start() });
  const bookings = await chooseBookings(running);
  const abilities = await runAlternately(
    1,
    byName(running, (contender) => () => tryAbilities(contender, bookings)),
  );

  const client = startLoadClient();
  const searches = byName(running, (contender) => sendSearches(contender, client, scratch));
  await runAlternately(
    1,
    mapValues(searches, (send) => () => send(effort.warmUpMs)),
  );
  const searchPaces = await runAlternately(
    effort.rounds,
    mapValues(searches, (send) => () => send(effort.roundMs)),
  );
  const booking = byName(running, (contender) => sendBookings(contender, client, scratch, bookings));
  await runAlternately(1, booking);
  const bookingPaces = await runAlternately(effort.rounds, booking);

  const results: PeerResult[] = [];
  for (const { name, server } of running) {
    results.push({
      name,
      start: starts[name] ?? [],
      search: searchPaces[name] ?? [],
      booking: bookingPaces[name] ?? [],
      residentMb: (await server.usage()).residentMb,
      ...(abilities[name]?.[0] ?? { searches: false, rejects: false }),
    });
  }
  await Promise.all([client, ...running.map(({ server }) => server)].map((process) => process.stop()));
  return results;
}

/** Returns bookings of different slots, which are free in the simulator. */
async function chooseBookings([simulator]: readonly RunningContender[]): Promise<readonly Booking[]> {
  const slots = simulator ? await fetchFreeSlots(simulator.server.port) : [];
  if (slots.length < BOOKINGS) throw new Error(`expected ${BOOKINGS} free slots, got ${slots.length}`);
  return slots.slice(0, BOOKINGS).map((slot, index) => ({ slot, patient: 100_000 + index }));
}

/** Tries a search of two agendas, and the same booking twice. */
async function tryAbilities(
  { search, book, server }: RunningContender,
  [booking]: readonly Booking[],
): Promise<Pick<PeerResult, 'searches' | 'rejects'>> {
  if (!booking) throw new Error('there is no booking');
  const send = (request: BenchRequest) => sendRequest(server.port, request);
  const [first, second] = [await send(search(AGENDA, 0)), await send(search(OTHER_AGENDA, 0))];
  await send(book(booking));
  const { status } = await send(book(booking));
  return { searches: !first.body.equals(second.body), rejects: status >= 400 };
}

/** Returns a function that sends searches that all differ, for a time. */
function sendSearches({ name, search, server }: RunningContender, client: LoadClient, scratch: string) {
  const searches = Array.from({ length: VARIETY }, (_, second) => formatRequest(search(AGENDA, second)));
  const requests = writeRequests(scratch, `peer-search-${server.port}`, searches);
  return (milliseconds: number) => client.send(`${name}, searches`, server, { requests, milliseconds, status: 200 });
}

/** Returns a function that books different slots. */
function sendBookings(
  { name, book, server, reset }: RunningContender,
  client: LoadClient,
  scratch: string,
  bookings: readonly Booking[],
) {
  const messages = bookings.map((booking) => formatRequest(book(booking)));
  const requests = writeRequests(scratch, `peer-booking-${server.port}`, messages);
  return async () => {
    await reset(server);
    return client.send(`${name}, bookings`, server, { requests, count: messages.length, status: 201 });
  };
}

function byName<C extends Contender, T>(contenders: readonly C[], create: (contender: C) => T): Record<string, T> {
  return Object.fromEntries(contenders.map((contender) => [contender.name, create(contender)]));
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
