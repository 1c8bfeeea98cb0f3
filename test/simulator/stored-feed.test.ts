import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type OrganizationEvent, type Simulator } from '../../simulator/index.ts';
import { type EventStream, openEventStream } from '../support/event-stream.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres/database.ts';

const AGB = '70000001';
const CONFIGURATION = { organizations: [{ ...SMALL_PRACTICE, agb: AGB }] };

let database: TestDatabase;
let folder: string;
let simulators: Simulator[] = [];
let streams: EventStream[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'feed-'));
});
afterEach(async () => {
  for (const stream of streams) await stream.close().catch(() => undefined);
  for (const simulator of simulators) await simulator.close();
  simulators = [];
  streams = [];
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(store: string): Promise<Simulator> {
  const simulator = await createSimulator({ port: 0, configuration: CONFIGURATION, store });
  await simulator.listen();
  simulators.push(simulator);
  return simulator;
}

async function openFeed({ address }: Simulator, lastEventId?: number): Promise<EventStream> {
  const url = `${address}/__admin/organizations/${AGB}/events`;
  const stream = await openEventStream(url, lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) });
  streams.push(stream);
  return stream;
}

function addFault(simulator: Simulator, id: string): Promise<unknown> {
  return simulator.organizations.use(AGB, ({ faults }) =>
    faults.add({ id, operation: 'search-slot', effect: { status: 503 } }),
  );
}

/** Returns the numbers of events and the faults that they add. */
async function takeFaults(feed: EventStream, count: number): Promise<readonly (readonly [number, string])[]> {
  return (await feed.take(count)).map(({ id, data }) => [Number(id), Object.keys(data.changes?.faults ?? {}).join()]);
}

const STORES: readonly (readonly [string, () => string])[] = [
  ['a folder', () => folder],
  ['PostgreSQL', () => database.url],
];

describe.each(STORES)('the live feed with %s', (_name, location) => {
  test('resumes without a gap at the next process', async () => {
    const first = await start(location());
    const feed = await openFeed(first);
    await addFault(first, 'a');
    const [[number] = [0]] = await takeFaults(feed, 1);
    await addFault(first, 'b');
    await addFault(first, 'c');
    await first.close();
    const second = await start(location());
    const resumed = await openFeed(second, number);
    await addFault(second, 'd');
    expect(await takeFaults(resumed, 3)).toEqual([
      [number + 1, 'b'],
      [number + 2, 'c'],
      [number + 3, 'd'],
    ]);
  });

  test('a log that is recorded at the next process has the entries of the one before', async () => {
    const first = await start(location());
    await addFault(first, 'a');
    await first.close();
    const second = await start(location());
    await second.organizations.use(AGB, () => undefined);
    const log = await second.organization(AGB).log();
    expect(log.entries.some(({ changes }) => changes?.faults?.some(({ fault }) => fault.id === 'a'))).toBe(true);
  });
});

describe('the live feed of two processes on one database', () => {
  test('shows at one what happens at the other, a reset and the end as well', async () => {
    const [first, second] = [await start(database.url), await start(database.url)];
    await second.organizations.use(AGB, () => undefined);
    const feed = await openFeed(first);
    const iterator = first.organization(AGB).events();
    await addFault(second, 'x');
    const [[number] = [0]] = await takeFaults(feed, 1);
    const reset = await fetch(`${second.address}/__admin/organizations/${AGB}/reset`, { method: 'POST' });
    expect(reset.status).toBe(204);
    expect(await feed.next()).toMatchObject({ id: String(number + 1), event: 'reset' });
    await addFault(second, 'y');
    await addFault(first, 'z');
    expect(await takeFaults(feed, 2)).toEqual([
      [number + 2, 'y'],
      [number + 3, 'z'],
    ]);
    const seen: OrganizationEvent[] = [];
    while (seen.length < 4) seen.push((await iterator.next()).value);
    expect(seen.map((event) => [event.type, event.number])).toEqual([
      ['entry', number],
      ['reset', number + 1],
      ['entry', number + 2],
      ['entry', number + 3],
    ]);
    await second.organizations.drop(AGB);
    expect(await feed.next()).toBeUndefined();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});
