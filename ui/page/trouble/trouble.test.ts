import { describe, expect, test } from 'vitest';
import { validator } from '../../../schema/validator.ts';
import { callbacksSchema } from '../../../simulator/domain/callback/settings.ts';
import { contentionSchema, DEFECTS, faultSchema } from '../../../simulator/index.ts';
import { type DefectOption, groupDefects } from './defects.ts';
import { describeFault, effectsOf, isSpent, OCCASIONS, OPERATIONS, parseFault, toFault } from './faults.ts';
import { describeContention, fromCallbacks, fromContention, toCallbacks, toContention } from './settings.ts';

const isFault = validator(faultSchema);
const FORM = { operation: 'search-slot', effect: 'status', value: '503', when: 'always', number: '1', isAfter: false };

test.each([
  [{ first: 2 }, 1, false],
  [{ first: 2 }, 2, true],
  [{ nth: 3 }, 2, false],
  [{ nth: 3 }, 3, true],
  [{ every: 1 }, 99, false],
  [undefined, 99, false],
])('a fault for %j that %i requests have matched is over: %s', (when, matched, isOver) => {
  const fault = { id: 'f', operation: 'search-slot', effect: { status: 503 }, ...(when && { when }) } as never;
  expect(isSpent({ fault, matched, struck: 0 })).toBe(isOver);
});

describe('the form of faults', () => {
  test('a stage that the effect cannot have is not sent', () => {
    expect(toFault({ ...FORM, effect: 'html', isAfter: true })).toEqual({
      operation: 'search-slot',
      effect: { body: 'html' },
    });
  });

  const forms = OPERATIONS.flatMap(([operation]) =>
    effectsOf(operation)
      .filter(([effect]) => effect !== 'before-answer' || operation === 'send-appointment-response')
      .map(([effect, , , value]) => ({ ...FORM, operation, effect, value })),
  );

  test.each(forms)('makes a fault that the interface accepts: $operation $effect', (form) => {
    expect(isFault.violations(toFault(form))).toEqual([]);
    expect(describeFault(toFault(form) as never)).toMatch(/^[a-z].*: .+/);
  });

  test.each(OCCASIONS.map(([when, , number]) => ({ ...FORM, when, number: number ?? '' })))(
    'makes a fault for some requests: $when',
    (form) => {
      expect(isFault.violations(toFault(form))).toEqual([]);
    },
  );

  test('makes a response that is lost after the request was handled', () => {
    expect(toFault({ ...FORM, effect: 'reset', isAfter: true })).toEqual({
      operation: 'search-slot',
      effect: { reset: true, stage: 'after' },
    });
  });

  test('a fault of the editor is JSON', () => {
    expect(parseFault('{"operation": "*"}')).toEqual({ operation: '*' });
    expect(() => parseFault('{operation}')).toThrow('Expected JSON');
  });
});

test.each([
  [{ operation: 'search-slot', when: { first: 3 }, effect: { status: 503 } }, 'slot searches: status 503, the first 3'],
  [
    { operation: '*', when: { every: 2 }, match: { query: { status: 'free' } }, effect: { delay: { fixed: 'PT1S' } } },
    'every request: delay {"fixed":"PT1S"}, one in 2, where it matches',
  ],
  [
    { operation: 'send-appointment-response', when: { nth: 2 }, effect: { callback: 'out-of-order' } },
    'callbacks with a decision: out of order, time 2 only',
  ],
  [
    { operation: 'send-appointment-update', when: { probability: 0.5 }, effect: { callback: { late: 'PT1H' } } },
    'callbacks with a change: late by PT1H, with probability 0.5',
  ],
])('a fault is in words: %j', (fault, text) => {
  expect(describeFault(fault as never)).toBe(text);
});

describe('settings', () => {
  test('keep a text in the place of a number, so that the interface can name it', () => {
    expect(toContention({ competitorsPerHour: 'x', gone: 'next', goneValue: '2' })).toEqual({
      competitorsPerHour: 'x',
      goneWhenBooked: { next: 2 },
    });
  });

  test('of callbacks come back from their form', () => {
    const settings = { url: 'http://a.example', timeout: 'PT5S', retry: { first: 'PT1S', factor: 2, attempts: 3 } };
    expect(toCallbacks(fromCallbacks(settings))).toEqual(settings);
    expect(validator(callbacksSchema).violations(toCallbacks(fromCallbacks(settings)))).toEqual([]);
    expect(toCallbacks({ url: '', factor: ' ' })).toEqual({});
  });

  test.each([
    [{}, ''],
    [{ competitorsPerHour: 3, phantomShare: 0.25 }, '3 competitors an hour, 25% phantom slots'],
    [{ goneWhenBooked: { next: 2 } }, 'slot gone for the next 2 bookings'],
    [{ goneWhenBooked: { probability: 0.5 } }, 'slot gone in 50% of bookings'],
    [{ competitorsPerHour: 0, goneWhenBooked: { next: 0 } }, ''],
  ])('of contention come back from their form, and are in words: %j', (contention, text) => {
    expect(toContention(fromContention(contention))).toEqual(contention);
    expect(validator(contentionSchema).violations(toContention(fromContention(contention)))).toEqual([]);
    expect(describeContention(contention)).toBe(text);
  });
});

test('defects are found by words of their id, clause, sentence and subject', () => {
  const defects: readonly DefectOption[] = DEFECTS.map((defect, index) => ({
    ...defect,
    group: index % 2 === 0 ? 'Earth' : 'Mars',
  }));
  expect(groupDefects(defects, '').flatMap((group) => group.defects)).toHaveLength(DEFECTS.length);
  expect(groupDefects(defects, 'AT-1 bundle').flatMap((group) => group.defects.map(({ id }) => id))).toEqual([
    'types-as-bundle',
  ]);
  expect(groupDefects(defects, 'mars').map(({ title }) => title)).toEqual(['Mars']);
  expect(groupDefects(defects, '', () => false)).toEqual([]);
});
