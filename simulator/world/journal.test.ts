import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toInstant } from '../../test/support/time.ts';
import { Journal, type JournalEntry, matchesCriteria } from './journal.ts';

const MANY = 1e9;

function entry(changes: Partial<JournalEntry> = {}): Omit<JournalEntry, 'id'> {
  return {
    at: toInstant('2026-11-23T09:00:00Z'),
    operation: 'search-slot',
    method: 'GET',
    url: '/fhir/Slot?status=free',
    body: undefined,
    status: 200,
    durationMs: 1,
    problem: undefined,
    fault: undefined,
    notes: [],
    caller: undefined,
    bodyBytes: 0,
    response: undefined,
    found: 12,
    appointment: undefined,
    search: undefined,
    conflict: undefined,
    ...changes,
  };
}

describe('the journal', () => {
  test('numbers its entries from 1 and finds them by number', () => {
    const journal = new Journal({ items: 10, bytes: MANY });
    expect([journal.add(entry()), journal.add(entry())].map(({ id }) => id)).toEqual([1, 2]);
    expect(journal.get(2)?.id).toBe(2);
    expect(journal.get(3)).toBeUndefined();
  });

  test('keeps the last entries, for any number of entries', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), fc.nat({ max: 40 }), (limit, count) => {
        const journal = new Journal({ items: limit, bytes: MANY });
        for (let added = 0; added < count; added++) journal.add(entry());
        const kept = Math.min(limit, count);
        const expected = Array.from({ length: kept }, (_, index) => count - kept + index + 1);
        expect(journal.find().map(({ id }) => id)).toEqual(expected);
        expect(journal.get(count - kept)).toBeUndefined();
        expect(journal.get(count)?.id).toBe(kept > 0 ? count : undefined);
      }),
    );
  });

  test('keeps bytes within its bound: bodies, urls and notes count', () => {
    const journal = new Journal({ items: 1000, bytes: 100_000 });
    const large = { bodyBytes: 16_384, url: `/fhir/Slot?${'a'.repeat(100)}`, notes: ['a note', 'a note'] };
    for (let added = 0; added < 700; added++) journal.add(entry(large));
    expect(journal.find()).toHaveLength(5);
    expect(journal.bytes).toBe(5 * (1000 + 111 * 10 + 2 * 8 + 16_384));
    expect([journal.get(695), journal.get(696)?.id]).toEqual([undefined, 696]);
  });

  test('clear() removes the entries, and keeps the numbering', () => {
    const journal = new Journal({ items: 10, bytes: MANY });
    journal.add(entry());
    journal.clear();
    expect(journal.find()).toEqual([]);
    expect(journal.add(entry()).id).toBe(2);
  });
});

describe('an entry is meant', () => {
  const booking = { ...entry({ operation: 'create-appointment', method: 'POST', url: '/fhir/Appointment' }), id: 7 };

  test.each([
    [{}, true],
    [{ operation: 'create-appointment' }, true],
    [{ operation: 'search-slot' }, false],
    [{ method: 'post' }, true],
    [{ method: 'GET' }, false],
    [{ urlContains: '/Appointment' }, true],
    [{ urlContains: 'Slot' }, false],
    [{ status: 200 }, true],
    [{ status: 409 }, false],
    [{ problem: 'slot-taken' }, false],
    [{ appointment: '1001' }, false],
    [{ after: 6 }, true],
    [{ after: 7 }, false],
    [{ operation: 'create-appointment', status: 409 }, false],
  ] as const)('by %j: %s', (criteria, expected) => {
    expect(matchesCriteria(booking, criteria)).toBe(expected);
  });
});
