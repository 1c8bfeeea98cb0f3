import { describe, expect, test } from 'vitest';
import type { FormOption } from '../../../cli/ui/option-form.ts';
import { initialValues, labelOf, optionOf, toOptions } from './option-values.ts';

const OPTIONS: readonly FormOption[] = [
  { key: 'url', description: '', type: 'text', value: 'http://xis.example/fhir' },
  { key: 'maxBookings', description: '', type: 'number', default: 16 },
  { key: 'allowBooking', description: '', type: 'switch', default: false },
  { key: 'askForChanges', description: '', type: 'switch' },
  { key: 'only', description: '', type: 'list' },
  { key: 'token', description: '', type: 'text', isSecret: true, isSet: true },
];
const initial = initialValues(OPTIONS);

describe('the values of the form', () => {
  test('are at first the defaults, of which nothing is sent', () => {
    expect(initial).toEqual({
      url: 'http://xis.example/fhir',
      maxBookings: '16',
      allowBooking: false,
      askForChanges: '',
      only: '',
      token: '',
    });
    expect(toOptions(OPTIONS, initial)).toEqual({});
    expect(toOptions(OPTIONS, { ...initial, askForChanges: false })).toEqual({});
  });

  test('are sent by the type of their option when they differ', () => {
    const values = {
      ...initial,
      maxBookings: ' 7 ',
      allowBooking: true,
      only: 'slot-search/*\n\n SL-4 ',
      token: 'abc',
    };
    expect(toOptions(OPTIONS, values)).toEqual({
      maxBookings: 7,
      allowBooking: true,
      only: ['slot-search/*', 'SL-4'],
      token: 'abc',
    });
    expect(toOptions(OPTIONS, { ...initial, maxBookings: 'many' })).toEqual({ maxBookings: 'many' });
  });

  test('remove a default with null when they are emptied', () => {
    expect(toOptions(OPTIONS, { ...initial, url: ' ' })).toEqual({ url: null });
  });

  test('begin with those of an earlier check', () => {
    const again = initialValues(OPTIONS, { allowBooking: true, only: ['a', 'b'] });
    expect(again).toMatchObject({ url: 'http://xis.example/fhir', allowBooking: true, only: 'a\nb' });
  });
});

test('an error is about the option that it names', () => {
  expect(optionOf('maxBookings: expected a whole number', OPTIONS)).toBe('maxBookings');
  expect(optionOf('nothing was checked: no', OPTIONS)).toBeUndefined();
  expect(optionOf(undefined, OPTIONS)).toBeUndefined();
});

test('a label is made of the key of its option', () => {
  expect(labelOf('organizationHeader')).toBe('Organization header');
  expect(labelOf('only')).toBe('Only these checks');
});
