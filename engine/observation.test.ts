import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObserver, describeValue } from './observation.ts';

describe('a description of the value, for a message', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [[1, 2], 'a list of 2'],
    [{ name: 'Emma' }, 'an object'],
    [true, 'boolean true'],
    [12, 'number 12'],
    ['busy', "'busy'"],
    ['2027-01-12T09:00:00+01:00', "'2027-01-12T09:00:00+01:00'"],
    ['Schedule/jansen', "'Schedule/jansen'"],
    ['Emma de Boer', 'a text of 12 characters'],
    ['<html>', 'a text of 6 characters'],
    ['a'.repeat(121), 'a text of 121 characters'],
    ['999900109', 'a text of 9 characters'],
    ['Patient/999900109', 'a text of 17 characters'],
    ['9999.00.109', 'a text of 11 characters'],
    ['999-900-109', 'a text of 11 characters'],
    ['eyJhbGciOiJub25lIn0.e30.x', 'a text of 25 characters'],
    [999900109, 'a number'],
  ])('%j is %s', (value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });

  test('for any value it holds no nine digits in a row, and is short', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(describeValue(value)).not.toMatch(/\d{9}/);
        expect(describeValue(value).length).toBeLessThan(130);
      }),
    );
  });
});

test('a XIS with a mistake in every slot gets a hundred observations at most', () => {
  const observe = createObserver();
  for (let count = 0; count < 500; count++) observe.warn('SL-2', `entry[${count}]`, 'odd');
  expect(observe.observations).toHaveLength(100);
});

test('an observation has the effect on the flow', () => {
  const observe = createObserver();
  observe.warn('SL-6', 'a', 'b');
  observe.discard('SL-4', 'c', 'd');
  expect(observe.observations).toEqual([
    { clause: 'SL-6', path: 'a', message: 'b', effect: 'odd' },
    { clause: 'SL-4', path: 'c', message: 'd', effect: 'unusable' },
  ]);
});
