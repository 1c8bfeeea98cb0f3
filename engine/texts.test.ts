import { expect, test } from 'vitest';
import { type MessageId, messageFor } from './texts.ts';

const IDS: readonly MessageId[] = [
  'unknown-patient',
  'no-types',
  'no-agendas',
  'no-timeslots',
  'approved',
  'pending',
  'conflict',
  'rejected',
  'failed',
  'unknown',
  'answer-accepted',
  'answer-declined',
  'update-new',
  'update-modified',
  'update-cancelled',
  'cancelled',
  'not-cancellable',
];

test('AP-7: a patient whose slot is taken reads the text of the published flow', () => {
  expect(messageFor('conflict', 'en')).toBe('Timeslot no longer available, please choose another timeslot');
});

test('AP-12: a patient reads that the outcome is unknown, without advice to try again', () => {
  expect(messageFor('unknown', 'en')).toMatch(/do not know.*contact the practice before/);
  expect(messageFor('unknown', 'nl')).toMatch(/weten niet.*contact op met de praktijk voordat/);
});

test.each(IDS)('%s differs between the languages, and from every other text', (id) => {
  expect(messageFor(id, 'en')).not.toBe(messageFor(id, 'nl'));
  for (const language of ['en', 'nl'] as const) {
    expect(messageFor(id, language)).toMatch(/^[A-Z].{10,}/);
    expect(IDS.filter((candidate) => messageFor(candidate, language) === messageFor(id, language))).toEqual([id]);
  }
});
