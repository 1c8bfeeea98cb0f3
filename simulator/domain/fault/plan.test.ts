import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FaultSubject, faultMatches, faultStrikes } from './plan.ts';
import type { Fault } from './rule.ts';

const search: FaultSubject = {
  operation: 'search-slot',
  query: [
    ['status', 'free'],
    ['schedule.date', 'ge2026-12-01'],
    ['schedule.date', 'le2026-12-07'],
  ],
  headers: { 'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001' },
};
const booking: FaultSubject = {
  operation: 'create-appointment',
  body: { participant: [{ actor: { reference: 'Patient/1' } }], 'a/b~c': 5, status: 'proposed' },
};
const fault = (operation: string, match: Fault['match'] = {}): Fault =>
  ({ operation, match, effect: { status: 503 } }) as Fault;

describe('a fault is about a request', () => {
  test.each([
    ['of its operation', fault('search-slot'), search, true],
    ['of another operation', fault('read-slot'), search, false],
    ['of any operation', fault('*'), booking, true],
    ['with this query', fault('search-slot', { query: { status: 'free' } }), search, true],
    ['with one of two equal names', fault('search-slot', { query: { 'schedule.date': 'le2026-12-07' } }), search, true],
    ['with another query', fault('search-slot', { query: { status: 'busy' } }), search, false],
    ['without query', fault('create-appointment', { query: { status: 'free' } }), booking, false],
    [
      'with this header, in any case',
      fault('*', { header: { 'X-Organization-Identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001' } }),
      search,
      true,
    ],
    ['with another header', fault('*', { header: { 'x-organization-identifier': '01000001' } }), search, false],
    ['with this in the body', fault('*', { body: { '/participant/0/actor/reference': 'Patient/1' } }), booking, true],
    ['with this key, escaped', fault('*', { body: { '/a~1b~0c': 5 } }), booking, true],
    ['with something else there', fault('*', { body: { '/status': 'booked' } }), booking, false],
    ['with nothing there', fault('*', { body: { '/participant/7/actor': 'x' } }), booking, false],
    ['with something inherited there', fault('*', { body: { '/constructor/name': 'Object' } }), booking, false],
    ['without body', fault('*', { body: { '/status': 'proposed' } }), search, false],
    ['with all of it', fault('*', { query: { status: 'free' }, header: { accept: 'x' } }), search, false],
  ] as const)('%s', (_name, rule, subject, expected) => {
    expect(faultMatches(rule, subject)).toBe(expected);
  });

  test('of any operation is about requests of Spreekuur.nl, not about callbacks', () => {
    expect(faultMatches(fault('*'), { operation: 'send-appointment-response', body: {} })).toBe(false);
    expect(faultMatches(fault('send-appointment-response'), { operation: 'send-appointment-response' })).toBe(true);
  });
});

describe('a fault strikes', () => {
  const strikes = (when: Fault['when']): readonly number[] => {
    const rule = { operation: '*', effect: {}, ...(when ? { when } : {}) } as Fault;
    return [1, 2, 3, 4, 5, 6].filter((count) => faultStrikes(rule, count, () => 0.5));
  };

  test.each([
    ['always', undefined, [1, 2, 3, 4, 5, 6]],
    ['only the second time', { nth: 2 }, [2]],
    ['the first two times', { first: 2 }, [1, 2]],
    ['every third time', { every: 3 }, [3, 6]],
    ['by chance, and does', { probability: 0.51 }, [1, 2, 3, 4, 5, 6]],
    ['by chance, and does not', { probability: 0.5 }, []],
  ])('%s', (_name, when, expected) => {
    expect(strikes(when)).toEqual(expected);
  });

  test('never with probability 0, which does not even draw; always with probability 1', () => {
    const rule = (probability: number) => ({ operation: '*', effect: {}, when: { probability } }) as Fault;
    const never = (): number => {
      throw new Error('drawn');
    };
    expect(faultStrikes(rule(0), 1, never)).toBe(false);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (draw) => {
        expect(faultStrikes(rule(1), 1, () => draw)).toBe(true);
      }),
    );
  });
});
