import { join } from 'node:path';
import type { CommandTime } from '../commands.ts';
import { createBenchDatabase } from '../database.ts';
import { atLeast, atMost, type Figure, summarize, summarizeRatios } from '../figure.ts';
import { type LoadClient, type Pace, startLoadClient, writeRequests } from '../load.ts';
import { type Effort, type Measure, runAlternately } from '../measure.ts';
import { createPractice, writeConfiguration } from '../practices.ts';
import { formatRequest } from '../request.ts';
import { buildSearches, buildSearchRequest } from '../searches.ts';
import { type RunningServer, startSimulator } from '../servers.ts';
import { buildBookingRequest, fetchFreeSlots, reset } from './booking.ts';
import { timeStart } from './start.ts';

const SCHEDULES = 40;
const CONNECTIONS = [1, 8, 50] as const;
const STORES = ['memory', 'folder', 'PostgreSQL'] as const;
type StoreName = (typeof STORES)[number];

/** One agenda for a week, as Spreekuur.nl pages through it (SL-14). */
const SEARCH = { type: 'dubbel-consult', days: 7, schedule: 'arts-1' };

type Simulators = Readonly<Record<StoreName, RunningServer>>;

interface Run {
  readonly simulators: Simulators;
  readonly client: LoadClient;
  readonly scratch: string;
  readonly effort: Effort;
}

/** Compares bookings and searches of a simulator with a store with those of one in memory. */
export const measureStores: Measure = async ({ scratch, effort }) => {
  const configuration = writeConfiguration(scratch, 'stores', createPractice(SCHEDULES, 0.3));
  const figures = await measureLoads(configuration, scratch, effort);
  return [...figures, ...(await measureStart(configuration, scratch, effort))];
};

async function measureLoads(configuration: string, scratch: string, effort: Effort): Promise<readonly Figure[]> {
  const database = await createBenchDatabase();
  const started: { stop(): Promise<unknown> }[] = [];
  const start = async (store?: string): Promise<RunningServer> => {
    const simulator = await startSimulator(configuration, store);
    started.push(simulator);
    return simulator;
  };
  try {
    const simulators = {
      memory: await start(),
      folder: await start(join(scratch, 'store')),
      PostgreSQL: await start(database.url),
    };
    const client = startLoadClient();
    started.push(client);
    const run = { simulators, client, scratch, effort };
    return [...(await measureBookings(run)), ...(await measureSearches(run))];
  } finally {
    await Promise.allSettled(started.map((process) => process.stop()));
    await database[Symbol.asyncDispose]();
  }
}

async function measureBookings({ simulators, client, scratch, effort }: Run): Promise<readonly Figure[]> {
  const slots = (await fetchFreeSlots(simulators.memory.port)).slice(0, effort.bookings);
  const bookings = slots.map((slot, index) => formatRequest(buildBookingRequest({ slot, patient: 100_000 + index })));
  const stream = { requests: writeRequests(scratch, 'stores-booking', bookings), count: bookings.length, status: 201 };
  return measurePaces('Bookings', { folder: 0.5 }, { simulators, effort }, async (store, options) => {
    const simulator = simulators[store];
    await reset(simulator.port);
    return client.send(`bookings, ${store}, ${options.connections}`, simulator, { ...stream, ...options });
  });
}

async function measureSearches({ simulators, client, scratch, effort }: Run): Promise<readonly Figure[]> {
  for (const { port } of Object.values(simulators)) await reset(port);
  const requests = writeRequests(scratch, 'stores-search', buildSearches(() => SEARCH).map(formatRequest));
  return measurePaces('Searches', { folder: 0.9, PostgreSQL: 0.5 }, { simulators, effort }, (store, options) =>
    client.send(`searches, ${store}, ${options.connections}`, simulators[store], { requests, status: 200, ...options }),
  );
}

/** The options of a turn. */
interface Turn {
  readonly connections: number;
  readonly milliseconds: number;
  readonly maySleep: true;
}

/**
 * Measures a load of all stores, with each number of connections.
 * @param targets of the response rate with most connections, as shares of that in memory
 */
async function measurePaces(
  subject: string,
  targets: Partial<Record<StoreName, number>>,
  { effort }: Pick<Run, 'simulators' | 'effort'>,
  send: (store: StoreName, turn: Turn) => Promise<Pace>,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const connections of CONNECTIONS) {
    const contenders = (milliseconds: number) =>
      Object.fromEntries(
        STORES.map((store) => [store, () => send(store, { connections, milliseconds, maySleep: true })]),
      ) as Record<StoreName, () => Promise<Pace>>;
    if (connections === CONNECTIONS[0]) await runAlternately(1, contenders(effort.warmUpMs));
    const paces = await runAlternately(effort.rounds, contenders(effort.roundMs));
    const isTarget = connections === CONNECTIONS.at(-1);
    figures.push(...toFigures(`${subject}, ${connections} at a time`, paces, isTarget ? targets : {}));
  }
  return figures;
}

function toFigures(
  group: string,
  paces: Readonly<Record<StoreName, readonly Pace[]>>,
  targets: Partial<Record<StoreName, number>>,
): readonly Figure[] {
  const rates = (store: StoreName) => paces[store].map(({ rate }) => rate);
  const ratios = STORES.slice(1).map((store): Figure => {
    const target = targets[store];
    const value = summarizeRatios(rates(store), rates('memory'));
    return { group, name: `${store}, of memory`, unit: 'times', value, ...(target && { target: atLeast(target) }) };
  });
  const latencies = STORES.flatMap((store): Figure[] => [
    {
      group,
      name: `${store}, median`,
      unit: 'ms',
      value: summarize(paces[store].map(({ latency }) => latency.median)),
    },
    {
      group,
      name: `${store}, 99th percentile`,
      unit: 'ms',
      value: summarize(paces[store].map(({ latency }) => latency.p99)),
    },
  ]);
  return [{ group, name: 'memory', unit: 'a second', value: summarize(rates('memory')) }, ...ratios, ...latencies];
}

/** Measures the start of a process with the folder of an organization that was used for long. */
async function measureStart(configuration: string, scratch: string, effort: Effort): Promise<readonly Figure[]> {
  const folder = join(scratch, 'long-store');
  await fillLog(configuration, folder, scratch, effort);
  const search = formatRequest(buildSearchRequest(SEARCH));
  const start = (store?: string) => () => timeStart(() => startSimulator(configuration, store), search);
  const times = await runAlternately(effort.starts, { folder: start(folder), memory: start() });
  const elapsed = (starts: readonly CommandTime[]) => starts.map(({ elapsedMs }) => elapsedMs);
  const group = 'Process start to first response, with a store';
  const name = `folder, after ${effort.logEntries.toLocaleString('en')} entries`;
  return [
    { group, name, unit: 'ms', value: summarize(elapsed(times.folder)), target: atMost(1000) },
    { group, name: 'memory', unit: 'ms', value: summarize(elapsed(times.memory)) },
  ];
}

/** Books the slots of four weeks, and searches until the log has all its entries. */
async function fillLog(configuration: string, folder: string, scratch: string, effort: Effort): Promise<void> {
  const simulator = await startSimulator(configuration, folder);
  const client = startLoadClient();
  const bookings = writeRequests(
    scratch,
    'long-store-booking',
    (await fetchFreeSlots(simulator.port)).map((slot, index) =>
      formatRequest(buildBookingRequest({ slot, patient: 100_000 + index })),
    ),
  );
  const searches = writeRequests(scratch, 'long-store-search', buildSearches(() => SEARCH).map(formatRequest));
  const { bookings: booked, logEntries } = effort;
  await client.send('bookings of a long log', simulator, { requests: bookings, count: booked, status: 201 });
  await client.send('searches of a long log', simulator, {
    requests: searches,
    count: logEntries - booked,
    status: 200,
  });
  await Promise.all([client, simulator].map((process) => process.stop()));
}
