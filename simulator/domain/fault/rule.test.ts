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
    { id: 'f1', operation: '*', match: { body: { '/id': 1 } }, when: { nth: 2 }, effect: { status: 500 } },
    true,
  ],
  ['an unknown operation', { operation: 'delete-slot', effect: { status: 500 } }, false],
  ['a status that is no error', { operation: '*', effect: { status: 200 } }, false],
  ['a callback that is lost of an answer', { operation: 'search-slot', effect: { callback: 'lost' } }, false],
  ['a status of a callback', { operation: 'send-appointment-response', effect: { status: 500 } }, false],
  ['an unknown effect', { operation: '*', effect: { explode: true } }, false],
  ['two conditions at once', { operation: '*', when: { nth: 1, every: 2 }, effect: { status: 500 } }, false],
  ['a probability above 1', { operation: '*', when: { probability: 1.1 }, effect: { status: 500 } }, false],
  ['an id with spaces', { id: 'my fault', operation: '*', effect: { status: 500 } }, false],
])('%s is a fault: %s', (_name, value, expected) => {
  expect(faults.accepts(value)).toBe(expected);
});

const status = { status: 500 };

test.each([
  [
    { operation: '*', effect: {} },
    'effect: expected an effect: delay, status, reset, body or mediaType, got an object',
  ],
  [{ operation: '*', effect: { reset: false } }, 'effect.reset: expected true'],
  [
    { operation: '*', effect: { stage: 'after' } },
    'effect: expected an effect: delay, status, reset, body or mediaType, got an object',
  ],
  [
    { operation: '*', effect: { delay: 'PT1S', retryAfterSeconds: 1 } },
    "effect: 'status' is required with 'retryAfterSeconds'",
  ],
  [{ operation: '*', match: {}, effect: status }, 'match: expected at least 1 key(s)'],
  [{ operation: '*', match: { query: {} }, effect: status }, 'match.query: expected at least 1 key(s)'],
  [
    { operation: '*', match: { header: { 'x y': 'a' } }, effect: status },
    'match.header: expected as key the name of a header',
  ],
  [
    { operation: '*', match: { body: { 'status/0': 'a' } }, effect: status },
    'match.body: expected as key a JSON Pointer such as /participant/0/actor/reference',
  ],
  [
    { operation: 'search-slot', match: { body: { '/id': 'a' } }, effect: status },
    'operation: expected an operation whose request has a body, for match.body',
  ],
  [
    { operation: 'send-appointment-update', match: { query: { id: 'a' } }, effect: { callback: 'lost' } },
    'match: unknown key; known here: body',
  ],
  [
    { operation: 'send-appointment-update', effect: { callback: 'before-answer' } },
    "operation: expected send-appointment-response, for callback 'before-answer': an update follows no booking",
  ],
])('a fault that could never strike or change anything is a mistake: %j', (fault, expected) => {
  const found = validator(faultSchema, { all: true }).violations(fault);
  expect(found.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([expected]);
});
