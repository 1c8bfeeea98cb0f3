import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { instant, plus } from '../../../fhir/instant.ts';
import { runs } from '../../../test/support/runs.ts';
import { type Effect, PAGE_BYTES, SimulatedDisk } from '../../../test/support/simulated-disk.ts';
import { draw } from '../../domain/random.ts';
import type { OwnedStore, Standing, StoredEntry } from '../store.ts';
import { DamageError, StoreError, StoreUnavailableError } from '../store-error.ts';
import { openFolderStore } from './folder-store.ts';

const AGB = '00001234' as Agb;
const PATH = `/store/${AGB}.jsonl`;
const MIN_COMPACTION_BYTES = 1000;
/** A log of entries with this text is compacted every few entries. */
const padding = 'p'.repeat(300);

function standing(number: number): Standing {
  return { number, usedAt: instant(1000 + number), reachesOthers: number % 2 === 0, dueAt: instant(2000 + number) };
}

/** A log whose state is the list of the values that its entries add. */
class ValueLog {
  readonly values: string[];
  readonly #store: OwnedStore;
  readonly #agb: Agb;

  constructor(store: OwnedStore, values: readonly string[] = [], agb = AGB) {
    this.#store = store;
    this.values = [...values];
    this.#agb = agb;
  }

  /** Adds values in one append, an entry for each. */
  add(...values: readonly string[]): Promise<void> {
    const entries = values.map((value): StoredEntry => {
      this.values.push(value);
      const number = this.values.length;
      return { number, json: JSON.stringify(number === 1 ? { values: [value] } : { value }) };
    });
    const options = { standing: standing(this.values.length), whole: () => wholeOf(this.values) };
    return this.#store.append(this.#agb, entries, options);
  }
}

function wholeOf(values: readonly string[]): StoredEntry {
  return { number: values.length, json: JSON.stringify({ values }) };
}

/** Returns the values that entries come to. */
function valuesOf(entries: readonly StoredEntry[] | undefined): readonly string[] {
  return (entries ?? []).flatMap(({ json }) => {
    const { values, value } = JSON.parse(json) as { values?: string[]; value?: string };
    return values ?? [value ?? ''];
  });
}

function open(disk: SimulatedDisk, notices: string[] = []): Promise<OwnedStore> {
  const onNotice = (text: string): void => void notices.push(text);
  return openFolderStore('/store', {
    files: disk,
    lock: async () => async () => {},
    minCompactionBytes: MIN_COMPACTION_BYTES,
    onNotice,
  });
}

/** Returns a disk with an organization of some small entries. */
async function diskWith(...values: readonly string[]): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const store = await open(disk);
  const log = new ValueLog(store);
  for (const value of values) await log.add(value);
  await store.close();
  return disk;
}

describe('what is stored', () => {
  test('is read from the last whole entry on', async () => {
    const store = await open(await diskWith('a', 'b', 'c'));
    expect(await store.read(AGB)).toEqual([
      { number: 1, json: '{"values":["a"]}' },
      { number: 2, json: '{"value":"b"}' },
      { number: 3, json: '{"value":"c"}' },
    ]);
    expect(await store.list()).toEqual(new Map([[AGB, standing(3)]]));
  });

  test('is read after a number, for a feed that resumes', async () => {
    const store = await open(await diskWith('a', 'b', 'c'));
    expect((await store.readAfter(AGB, 0))?.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await store.readAfter(AGB, 2)).toEqual([{ number: 3, json: '{"value":"c"}' }]);
    expect([await store.readAfter(AGB, 3), await store.readAfter(AGB, 4)]).toEqual([[], undefined]);
  });

  test('an unknown organization is undefined', async () => {
    const store = await open(new SimulatedDisk());
    expect([await store.read(AGB), await store.readAfter(AGB, 0), await store.list()]).toEqual([
      undefined,
      undefined,
      new Map(),
    ]);
  });

  test('a standing without a due event has no instant', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    const quiet = { number: 1, usedAt: instant(5), reachesOthers: false };
    await store.append(AGB, [{ number: 1, json: '{}' }], { standing: quiet, whole: () => wholeOf([]) });
    expect((await store.list()).get(AGB)).toEqual(quiet);
  });

  test('other files stay as they are, and those of an interrupted start are removed', async () => {
    const disk = await diskWith('a');
    for (const name of ['notes.txt', '1234.jsonl', '00000000.jsonl', 'x.tmp']) disk.writeText(`/store/${name}`, 'mine');
    disk.writeText(`${PATH}.tmp`, 'half');
    const store = await open(disk);
    expect([...(await store.list()).keys()]).toEqual([AGB]);
    expect([...disk.names()].sort()).toEqual(
      [PATH, '/store/notes.txt', '/store/1234.jsonl', '/store/00000000.jsonl', '/store/x.tmp'].sort(),
    );
  });

  test('a dropped organization is gone, and can be created again', async () => {
    const disk = await diskWith('a', 'b');
    const store = await open(disk);
    await Promise.all([store.drop(AGB), new ValueLog(store).add('c')]);
    const restarted = disk.restart(0);
    const reopened = await open(restarted);
    expect(valuesOf(await reopened.read(AGB))).toEqual(['c']);
    expect([await reopened.drop(AGB), await reopened.drop(AGB)]).toEqual([true, false]);
    expect((await (await open(restarted.restart(0))).list()).size).toBe(0);
  });

  test('an organization with an entry since the limit of a drop is kept', async () => {
    const store = await open(await diskWith('a'));
    const { usedAt } = (await store.list()).get(AGB) ?? expect.fail('it is not there');
    expect(await store.drop(AGB, usedAt)).toBe(false);
    expect((await store.list()).size).toBe(1);
    expect(await store.drop(AGB, plus(usedAt, 1))).toBe(true);
    expect((await store.list()).size).toBe(0);
  });

  test('calls at the same time keep their order', async () => {
    const store = await open(await diskWith('a'));
    const log = new ValueLog(store, ['a']);
    const again = new ValueLog(store);
    const [, before, , , , after] = await Promise.all([
      log.add('b'),
      store.read(AGB),
      store.drop(AGB),
      again.add('c'),
      again.add('d'),
      store.read(AGB),
    ]);
    expect([before, after].map((entries) => valuesOf(entries))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('entries that leave a gap are rejected', async () => {
    const store = await open(await diskWith('a'));
    const append = store.append(AGB, [{ number: 3, json: '{}' }], { standing: standing(3), whole: () => wholeOf([]) });
    await expect(append).rejects.toThrow('entries 3 do not follow entry 1');
    await new ValueLog(store, ['a']).add('b');
    expect(valuesOf(await store.read(AGB))).toEqual(['a', 'b']);
  });

  test('a closed store has finished its appends, and takes no more', async () => {
    const disk = await diskWith('a');
    const store = await open(disk);
    const log = new ValueLog(store, ['a']);
    const append = log.add('b');
    await store.close();
    await append;
    await expect(log.add('c')).rejects.toThrow(StoreUnavailableError);
    await store.close();
    expect(valuesOf(await (await open(disk.restart(0))).read(AGB))).toEqual(['a', 'b']);
  });
});

describe('group commit', () => {
  test('appends during a write are written together, in their order', async () => {
    const disk = await diskWith('a');
    const store = await open(disk);
    await store.read(AGB);
    const log = new ValueLog(store, ['a']);
    const before = disk.operations.length;
    const resolved: string[] = [];
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => log.add(`${index}`).then(() => resolved.push(`${index}`))),
    );
    const syncs = disk.operations.slice(before).filter((name) => name === 'sync').length;
    expect(syncs).toBe(1);
    expect(resolved).toEqual(log.values.slice(1));
    expect(valuesOf(await (await open(disk.restart(0))).read(AGB))).toEqual(log.values);
  });

  test('an append without entries waits for those before it', async () => {
    const disk = await diskWith('a');
    const store = await open(disk);
    const log = new ValueLog(store, ['a']);
    void log.add('b');
    await log.add();
    expect(valuesOf(await (await open(disk.restart(0))).read(AGB))).toEqual(['a', 'b']);
  });

  test('three files are in use at the same time', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    let underWay = 0;
    let most = 0;
    disk.delay = async (name) => {
      if (name !== 'sync') return;
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    const logs = Array.from({ length: 10 }, (_, index) => new ValueLog(store, [], `0000100${index}` as Agb));
    await Promise.all(logs.map((log) => log.add('a')));
    expect(most).toBe(3);
    expect((await store.list()).size).toBe(10);
  });
});

describe('compaction', () => {
  test('the state is the same, and a feed can resume', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    const log = new ValueLog(store);
    for (let index = 0; index < 40; index += 1) await log.add(`${index}${index % 2 ? padding : ''}`, 'x');
    const entries = await store.read(AGB);
    expect(entries?.length).toBeLessThan(80);
    expect(valuesOf(entries)).toEqual(log.values);
    expect((await store.list()).get(AGB)).toEqual(standing(80));
    expect((await store.readAfter(AGB, 75))?.map(({ number }) => number)).toEqual([76, 77, 78, 79, 80]);
    expect([await store.readAfter(AGB, 80), await store.readAfter(AGB, 81)]).toEqual([[], undefined]);
    expect(await store.readAfter(AGB, 0)).toBeUndefined();
  });

  test('a large organization is not compacted when it is created', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    await new ValueLog(store).add('x'.repeat(3 * MIN_COMPACTION_BYTES));
    await store.read(AGB);
    expect(disk.operations.filter((name) => name === 'rename')).toHaveLength(1);
  });

  test('the last 1,000 entries before it remain', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    const log = new ValueLog(store);
    await log.add('first');
    await log.add(...Array.from({ length: 1500 }, (_, index) => `${index}`));
    await store.read(AGB);
    await log.add('x'.repeat(30_000));
    expect((await store.read(AGB))?.length).toBe(1);
    const first = log.values.length - 1000;
    expect((await store.readAfter(AGB, first))?.length).toBe(1000);
    expect(await store.readAfter(AGB, first - 1)).toBeUndefined();
  });

  test('entries after one that failed when it was done are in the new file', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    const log = new ValueLog(store);
    await log.add('a');
    disk.effect = (_, name) => (name === 'rename' ? 'fails-afterwards' : 'works');
    for (let index = 0; index < 9; index += 1) await log.add(padding);
    expect(valuesOf(await (await open(disk.restart(0))).read(AGB))).toEqual(log.values);
  });

  test('a full disk stops it, and not the append', async () => {
    const disk = new SimulatedDisk();
    const notices: string[] = [];
    const store = await open(disk, notices);
    const log = new ValueLog(store);
    await log.add('a');
    disk.effect = (_, name) => (name === 'open create' ? 'fails' : 'works');
    for (let index = 0; index < 9; index += 1) await log.add(padding);
    await store.read(AGB);
    expect(notices).toEqual([expect.stringContaining('the disk is full'), expect.stringContaining('compacted later')]);
    disk.effect = () => 'works';
    for (let index = 0; index < 9; index += 1) await log.add(padding);
    const entries = await store.read(AGB);
    expect([entries?.length, valuesOf(entries)]).toEqual([9, log.values]);
  });
});

/** Everything that a store does: a creation, appends, a compaction, an append after it. */
async function useAll(disk: SimulatedDisk): Promise<{ acknowledged: readonly string[]; log: ValueLog }> {
  const store = await open(disk);
  let log = new ValueLog(store);
  let acknowledged: readonly string[] = [];
  for (const values of [['a'], ['b', 'c'], ['d', ...Array(4).fill(padding)], ['e']]) {
    const sent = [...log.values, ...values];
    await log.add(...values).then(
      () => {
        acknowledged = sent;
      },
      (error) => expect(error).toBeInstanceOf(StoreUnavailableError),
    );
    // A failure ends the log until it is read again.
    const entries = await store.read(AGB).catch(() => undefined);
    if (entries !== undefined || acknowledged.length === 0) log = new ValueLog(store, valuesOf(entries));
  }
  return { acknowledged, log };
}

describe('a disk that fails', () => {
  test('at each operation, in each way: rejected entries are not stored, and the store goes on', async () => {
    const counted = new SimulatedDisk();
    await useAll(counted);
    expect(counted.operations.filter((name) => name === 'rename').length).toBeGreaterThan(1);
    const effects: readonly Effect[] = ['fails', 'fails-halfway', 'fails-afterwards'];
    for (const effect of effects) {
      // The first operations open the store.
      for (let failing = 2; failing < counted.operations.length; failing += 1) {
        const disk = new SimulatedDisk();
        disk.effect = (index) => (index === failing ? effect : 'works');
        const { acknowledged, log } = await useAll(disk);
        expect(log.values, `${effect} ${failing}`).toEqual(acknowledged);
        const store = await open(disk.restart(0));
        expect(valuesOf(await store.read(AGB))).toEqual(acknowledged);
        await new ValueLog(store, acknowledged).add('next');
        expect(valuesOf(await store.read(AGB))).toEqual([...acknowledged, 'next']);
      }
    }
  });

  test('at each operation of a drop, in each way: the organization is there wholly, or gone', async () => {
    const counted = await diskWith('a', 'b');
    const first = counted.operations.length;
    await (await open(counted)).drop(AGB);
    for (const effect of ['fails', 'fails-afterwards', 'crashes'] as const) {
      for (let failing = first + 2; failing < counted.operations.length; failing += 1) {
        const disk = await diskWith('a', 'b');
        const store = await open(disk);
        disk.effect = (index) => (index === failing ? effect : 'works');
        const dropped = await store.drop(AGB).then(
          () => true,
          () => false,
        );
        const left = dropped ? [] : ['a', 'b'];
        if (effect !== 'crashes') expect(valuesOf(await store.read(AGB)), `${effect} ${failing}`).toEqual(left);
        const restarted = await open(disk.restart(0));
        expect(valuesOf(await restarted.read(AGB)), `${effect} ${failing}`).toEqual(left);
        await new ValueLog(restarted, left).add('c');
        await restarted.drop(AGB);
        expect(await restarted.read(AGB)).toBeUndefined();
      }
    }
  });

  test('after a failure, entries are rejected until the organization is read', async () => {
    const disk = await diskWith('a');
    const store = await open(disk);
    await store.read(AGB);
    disk.effect = (_, name) => (name === 'sync' ? 'fails' : 'works');
    const log = new ValueLog(store, ['a']);
    const failure = expect(log.add('b')).rejects;
    await failure.toThrow(StoreUnavailableError);
    disk.effect = () => 'works';
    await expect(log.add('c')).rejects.toThrow('the disk is full');
    expect(valuesOf(await store.read(AGB))).toEqual(['a']);
    await new ValueLog(store, ['a']).add('d');
    expect(valuesOf(await (await open(disk.restart(0))).read(AGB))).toEqual(['a', 'd']);
  });

  test('a read waits for the disk as well', async () => {
    const disk = await diskWith('a');
    const store = await open(disk);
    disk.effect = () => 'fails';
    await expect(store.read(AGB)).rejects.toThrow(StoreUnavailableError);
    await expect(store.list()).rejects.toThrow(StoreUnavailableError);
    disk.effect = () => 'works';
    expect(valuesOf(await store.read(AGB))).toEqual(['a']);
  });
});

describe('a crash', () => {
  test.each([
    ['', 0],
    [', when the pages of a write are lost that come before others', 0.2],
  ])('at each operation leaves what was acknowledged, and nothing half%s', async (_, lostShare) => {
    const counted = new SimulatedDisk();
    const { log: all } = await useAll(counted);
    for (const survives of [0, 0.3, 0.7, 1]) {
      for (let last = 2; last < counted.operations.length; last += 1) {
        const disk = new SimulatedDisk();
        disk.effect = (index) => (index === last ? 'crashes' : 'works');
        const { acknowledged } = await useAll(disk);
        const restarted = disk.restart(survives, (page) => draw(last, `${survives} ${page}`) < lostShare);
        const store = await open(restarted);
        const listed = (await store.list()).get(AGB)?.number ?? 0;
        const values = valuesOf(await store.read(AGB));
        expect(values.length, `${survives} ${last}`).toBe(listed);
        expect(values.length, `${survives} ${last}`).toBeGreaterThanOrEqual(acknowledged.length);
        expect(values).toEqual(all.values.slice(0, values.length));
        // An append is stored as a whole.
        expect([0, 1, 3, 8, 9]).toContain(values.length);
        expect(restarted.names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
    }
  });

  test('in the last append drops it, at each byte', async () => {
    const whole = (await diskWith('a', 'b', 'c')).readText(PATH) ?? '';
    const before = whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1);
    for (let size = before.length; size < whole.length; size += 1) {
      const disk = new SimulatedDisk();
      disk.writeText(PATH, whole.slice(0, size));
      const notices: string[] = [];
      const store = await open(disk, notices);
      expect((await store.list()).get(AGB)).toEqual(standing(2));
      expect(valuesOf(await store.read(AGB))).toEqual(['a', 'b']);
      const dropped = size - before.length;
      const notice = `${PATH}:3: dropped ${dropped} bytes of an append that a crash interrupted, after entry 2.`;
      expect(notices).toEqual(dropped === 0 ? [] : [notice]);
      await new ValueLog(store, ['a', 'b']).add('d');
      expect(valuesOf(await (await open(disk)).read(AGB))).toEqual(['a', 'b', 'd']);
    }
  });

  test('in a write drops it, each page of it, and nothing that was written before it', async () => {
    const disk = await diskWith('a', 'b');
    const store = await open(disk);
    const log = new ValueLog(store, ['a', 'b']);
    await store.read(AGB);
    // The write is there, and is not synchronized.
    disk.effect = (_, name) => (name === 'sync' ? 'crashes' : 'works');
    const write = [log.add('c', padding), log.add(padding), log.add('d', 'e')];
    expect((await Promise.allSettled(write)).map(({ status }) => status)).not.toContain('fulfilled');
    const size = disk.readText(PATH)?.length ?? 0;
    const counts = new Set<number>();
    for (let lost = 0; lost <= size / PAGE_BYTES; lost += 1) {
      const reopened = await open(disk.restart(1, (page) => page === lost));
      const values = valuesOf(await reopened.read(AGB));
      expect(values).toEqual(log.values.slice(0, values.length));
      counts.add(values.length);
    }
    expect([...counts].sort()).toEqual([2, 4, 5, 7]);
  });

  test('between two entries of an append drops both', async () => {
    const disk = new SimulatedDisk();
    const store = await open(disk);
    const log = new ValueLog(store);
    await log.add('a');
    await log.add('b', 'c');
    const text = disk.readText(PATH) ?? '';
    disk.writeText(PATH, text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
    const reopened = await open(disk);
    expect((await reopened.list()).get(AGB)).toEqual(standing(1));
    expect(valuesOf(await reopened.read(AGB))).toEqual(['a']);
  });
});

describe('damage', () => {
  test('of any bit before the last line is found, and the file stays as it is', async () => {
    const text = (await diskWith('a', 'secret', 'c')).readText(PATH) ?? '';
    const lastLine = text.lastIndexOf('\n', text.length - 2) + 1;
    for (let index = 0; index < lastLine * 8; index += 1) {
      const bytes = Buffer.from(text);
      bytes[index >> 3] = (bytes[index >> 3] ?? 0) ^ (1 << (index & 7));
      const disk = new SimulatedDisk();
      const damaged = bytes.toString('latin1');
      // As text in UTF-8, some of these bytes would be two.
      if (Buffer.from(damaged).length !== bytes.length) continue;
      disk.writeText(PATH, damaged);
      const store = await open(disk);
      const error: unknown = await store.read(AGB).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error)).toMatch(new RegExp(`${PATH}:[12]: expected .*, got .*The file is damaged`));
      expect(String(error)).not.toContain('secret');
      await expect(new ValueLog(store, ['a', 'secret', 'c']).add('d')).rejects.toThrow(StoreError);
      expect(disk.readText(PATH)).toBe(damaged);
    }
  });

  test.each<[string, (lines: string[]) => string[], string]>([
    ['a missing line', ([a = '', , c = '']) => [a, c], `${PATH}:2: expected entry 2, got entry 3.`],
    ['a line twice', ([a = '', b = '', c = '']) => [a, b, b, c], `${PATH}:3: expected entry 3, got entry 2.`],
    ['no whole entry', ([, b = '', c = '']) => [b, c], `${PATH}:3: expected a line with the whole state, got 0 bytes`],
    ['an empty file', () => [], `${PATH}:1: expected a line with the whole state, got 0 bytes`],
    ['text', (lines) => ['hello', ...lines], `${PATH}:1: expected a line that ends with its checksum, got 5 bytes`],
  ])('%s is named with its line', async (_, change, message) => {
    const disk = await diskWith('a', 'b', 'c');
    const lines = (disk.readText(PATH) ?? '').trimEnd().split('\n');
    disk.writeText(
      PATH,
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const store = await open(disk);
    await expect(store.read(AGB)).rejects.toThrow(message);
  });

  test('at the end of a file is reported by the list, which has the others', async () => {
    const disk = await diskWith('a', 'b', 'c');
    disk.writeText(PATH, (disk.readText(PATH) ?? '').replace('"c"', '"d"'));
    const notices: string[] = [];
    const store = await open(disk, notices);
    expect([...(await store.list()).keys()]).toEqual([AGB]);
    expect(notices).toEqual([expect.stringContaining(`${PATH}:3: expected text with the checksum`)]);
    await expect(store.read(AGB)).rejects.toThrow(DamageError);
  });

  test('of zeros is no interrupted write when another write follows', async () => {
    const disk = await diskWith('a', 'b', 'c');
    const damaged = (disk.readText(PATH) ?? '').replace('"b"', '\0\0\0');
    disk.writeText(PATH, damaged);
    const store = await open(disk);
    await expect(store.read(AGB)).rejects.toThrow(`${PATH}:2: `);
    expect(disk.readText(PATH)).toBe(damaged);
  });

  test('a file of a newer version is not changed', async () => {
    const text = '{"format":2,"number":1,"usedAt":1,"entry":{}';
    const disk = new SimulatedDisk();
    disk.writeText(PATH, `${text},"crc32":"${crc32(text).toString(16).padStart(8, '0')}"}\n`);
    await expect((await open(disk)).list()).rejects.toThrow(`${PATH}:1: expected format 1, got 2. A newer version`);
  });

  test('that a read finds ends the appends', async () => {
    const disk = await diskWith('a', 'b', 'c');
    const store = await open(disk);
    await store.read(AGB);
    disk.writeText(PATH, (disk.readText(PATH) ?? '').replace('"b"', '"x"'));
    await expect(store.readAfter(AGB, 1)).rejects.toThrow(StoreError);
    await expect(new ValueLog(store, ['a', 'b', 'c']).add('d')).rejects.toThrow(`${PATH}:2: `);
  });

  test('a file that is removed while the store is open is missed, until the organization is dropped', async () => {
    const disk = await diskWith('a', 'b');
    const store = await open(disk);
    await store.read(AGB);
    await disk.remove(PATH);
    await expect(new ValueLog(store, ['a', 'b']).add('c')).rejects.toThrow(StoreUnavailableError);
    const failure = `${PATH}: expected the file of an organization with 2 entries, got no file. Restore it`;
    await expect(store.read(AGB)).rejects.toThrow(failure);
    await expect(store.readAfter(AGB, 1)).rejects.toThrow(StoreError);
    await expect(new ValueLog(store).add('d')).rejects.toThrow(failure);
    await store.drop(AGB);
    expect(await store.read(AGB)).toBeUndefined();
    await new ValueLog(store).add('d');
    expect(valuesOf(await store.read(AGB))).toEqual(['d']);
  });

  test('that comes while the store is open is not compacted away', async () => {
    const disk = await diskWith('a', 'b', 'c');
    const store = await open(disk);
    await store.read(AGB);
    const damaged = (disk.readText(PATH) ?? '').replace('"b"', '"x"');
    disk.writeText(PATH, damaged);
    const log = new ValueLog(store, ['a', 'b', 'c']);
    for (let index = 0; index < 3; index += 1) await log.add(padding);
    await expect(log.add('d')).rejects.toThrow(StoreError);
    await expect(store.read(AGB)).rejects.toThrow(`${PATH}:2: `);
    expect(disk.readText(PATH)?.startsWith(damaged)).toBe(true);
  });
});

describe('a random history', () => {
  const step = fc.record({
    /** Appends at the same time, each with a number of entries. */
    appends: fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    trouble: fc.option(
      fc.record({
        after: fc.nat({ max: 25 }),
        effect: fc.constantFrom<Effect>('fails', 'fails-halfway', 'fails-afterwards', 'crashes'),
        lasts: fc.integer({ min: 1, max: 8 }),
      }),
    ),
    survives: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test('loses nothing that was acknowledged, and keeps nothing that was rejected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        let disk = new SimulatedDisk();
        let store = await open(disk);
        let log = new ValueLog(store);
        let stored: readonly string[] = [];
        for (const [round, { appends, trouble, survives }] of steps.entries()) {
          const first = disk.operations.length + (trouble?.after ?? 0);
          if (trouble) {
            disk.effect = (index) => (index >= first && index < first + trouble.lasts ? trouble.effect : 'works');
          }
          const results = await Promise.allSettled(
            appends.map(async (sizes, call) => {
              const values = sizes.map((isBig, index) => `${round}.${call}.${index}${isBig ? padding : ''}`);
              await log.add(...values);
              return values;
            }),
          );
          const acknowledged = [
            ...stored,
            ...results.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])),
          ];
          const hasCrashed = trouble?.effect === 'crashes';
          disk.effect = () => 'works';
          if (hasCrashed) {
            disk = disk.restart(survives);
            store = await open(disk);
          }
          if (!hasCrashed && results.every(({ status }) => status === 'fulfilled')) {
            stored = [...log.values];
            continue;
          }
          stored = valuesOf(await store.read(AGB));
          expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
          expect(stored).toEqual(log.values.slice(0, stored.length));
          if (!hasCrashed) expect(stored).toEqual(acknowledged);
          log = new ValueLog(store, stored);
        }
        expect(valuesOf(await store.read(AGB))).toEqual(stored);
      }),
      { numRuns: runs(50) },
    );
  });
});
