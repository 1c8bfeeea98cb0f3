import { expect, test } from 'vitest';
import { validator } from '../../../schema/validator.ts';
import { faultSchema } from './rule.ts';

const faults = validator(faultSchema);

test.each([
  ['a status', { operation: 'search-slot', effect: { status: 503, retryAfterSeconds: 30 } }, true],
  ['a delay of every answer', { operation: '*', effect: { delay: { uniform: { from: 'PT1S', to: 'PT3S' } } } }, true],
  ['a reset after the booking', { operation: 'create-appointment', effect: { reset: true, stage: 'after' } }, true],
  ['a late callback', { operation: 'send-appointment-response', effect: { callback: { late: 'PT1H' } } }, true],
  ['a lost callback', { operation: 'send-appointment-update', effect: { callback: 'lost' } }, true],
  [
    'one with id, match and when',
    { id: 'f1', operation: '*', match: { body: { '/id': 1 } }, when: { nth: 2 }, effect: {} },
    true,
  ],
  ['an unknown operation', { operation: 'delete-slot', effect: {} }, false],
  ['a status that is no error', { operation: '*', effect: { status: 200 } }, false],
  ['a callback that is lost of an answer', { operation: 'search-slot', effect: { callback: 'lost' } }, false],
  ['a status of a callback', { operation: 'send-appointment-response', effect: { status: 500 } }, false],
  ['an unknown effect', { operation: '*', effect: { explode: true } }, false],
  ['two conditions at once', { operation: '*', when: { nth: 1, every: 2 }, effect: {} }, false],
  ['a probability above 1', { operation: '*', when: { probability: 1.1 }, effect: {} }, false],
  ['an id with spaces', { id: 'my fault', operation: '*', effect: {} }, false],
])('%s is a fault: %s', (_name, value, expected) => {
  expect(faults.accepts(value)).toBe(expected);
});
