import { expect, test } from 'vitest';
import { instant } from '../../fhir/instant.ts';
import type { Records } from '../world/changes.ts';
import type { LogEntry } from './entry.ts';
import { KeptEntries } from './kept-entries.ts';

function createEntry(number: number, records: Records, isWhole = false): LogEntry {
  return { number, at: instant(number), cause: { kind: 'request', name: 'search-slot' }, isWhole, records };
}

/** Adds requests of about 100 KB until a whole entry takes their place, and returns their number. */
function countUntilWhole(base: LogEntry): number {
  const kept = new KeptEntries(base);
  const request = { url: '', notes: [], bodyBytes: 100_000 };
  let isWhole = false;
  let count = 0;
  while (!isWhole) {
    const entry = createEntry(base.number + ++count, { request: { [count]: request } });
    kept.add(entry, () => {
      isWhole = true;
      return base;
    });
  }
  return count;
}

test('entries are kept until they take 4 MiB, or as much as a larger state', () => {
  const draws = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`stream-${index}`, index]));
  const small = countUntilWhole(createEntry(1, { draw: { decision: 1 } }, true));
  const large = countUntilWhole(createEntry(1, { draw: draws }, true));
  expect([Math.round(small / 10), Math.round(large / 10)]).toEqual([4, 20]);
});
