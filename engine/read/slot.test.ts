import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObserver } from '../observation.ts';
import { readSlot } from './slot.ts';

const SLOT = {
  resourceType: 'Slot',
  id: 's1',
  status: 'free',
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  serviceCategory: [{ coding: [{ system: 'urn:t', code: 'c', display: 'C' }] }],
  extension: [{ url: 'urn:extension:actor', valueReference: { reference: 'PractitionerRole/j', display: 'Dr. J' } }],
  schedule: { reference: 'Schedule/jansen' },
};

const actor = (reference?: string, url = 'urn:extension:actor') => ({
  url,
  valueReference: { ...(reference === undefined ? {} : { reference }), display: 'Dr. J' },
});

function read(changes: object) {
  const observe = createObserver();
  const slot = readSlot({ ...SLOT, ...changes }, 'at', observe);
  return { slot, observed: observe.observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`) };
}

describe('a slot', () => {
  test('SL-2: as published is read without observations', () => {
    expect(read({})).toEqual({
      slot: {
        id: 's1',
        start: '2027-01-12T09:00:00+01:00',
        end: '2027-01-12T09:10:00+01:00',
        startsAt: Date.UTC(2027, 0, 12, 8),
        schedule: 'jansen',
        practitioners: [{ reference: 'PractitionerRole/j', display: 'Dr. J' }],
        serviceCategory: [{ system: 'urn:t', code: 'c', display: 'C' }],
        status: 'free',
      },
      observed: [],
    });
  });

  test.each([
    ['SL-2: without id', { id: undefined }, 'SL-2 at.id odd'],
    ['SL-5: without category', { serviceCategory: undefined }, 'SL-5 at.serviceCategory odd'],
    [
      'SL-22: with another url of the extension',
      { extension: [{ ...SLOT.extension[0], url: 'urn:other' }] },
      'SL-22 at.extension[0].url odd',
    ],
    [
      'SL-6: with a practitioner without name',
      { extension: [{ ...SLOT.extension[0], valueReference: { reference: 'PractitionerRole/j' } }] },
      'SL-6 at.extension[0].valueReference.display odd',
    ],
  ])('%s is used, and observed', (_name, changes, observation) => {
    const seen = read(changes);
    expect(seen.slot).toMatchObject({ schedule: 'jansen' });
    expect(seen.observed).toEqual([observation]);
  });

  test.each([
    ['SL-1: of another type', { resourceType: 'OperationOutcome' }, 'SL-1 at.resourceType odd'],
    ['SL-4: without start', { start: undefined }, 'SL-4 at.start unusable'],
    ['SL-4: with a start without offset', { start: '2027-01-12T09:00:00' }, 'SL-4 at.start unusable'],
    ['SL-4: with a day that does not exist', { start: '2027-02-30T09:00:00Z' }, 'SL-4 at.start unusable'],
    ['SL-4: with a start that is no text', { start: [SLOT.start] }, 'SL-4 at.start unusable'],
    ['SL-4: with a start that JavaScript cannot write', { start: { toString: 1 } }, 'SL-4 at.start unusable'],
    ['SL-4: with an end that JavaScript cannot write', { end: { toString: 1, valueOf: 2 } }, 'SL-4 at.end unusable'],
    ['SL-4: with an offset without a colon', { start: '2027-01-12T09:00:00+0100' }, 'SL-4 at.start unusable'],
    ['SL-4: with an offset of sixty minutes', { end: '2027-01-12T09:10:00+00:60' }, 'SL-4 at.end unusable'],
    ['SL-4: with a decimal comma', { start: '2027-01-12T09:00:00,000+01:00' }, 'SL-4 at.start unusable'],
    ['SL-21: that ends when it starts', { end: SLOT.start }, 'SL-21 at.end unusable'],
    ['SL-7: without schedule', { schedule: undefined }, 'SL-7 at.schedule.reference unusable'],
    ['SL-7: with another reference', { schedule: { reference: 'Slot/1' } }, 'SL-7 at.schedule.reference unusable'],
    ['SL-6: without practitioner', { extension: [] }, 'SL-6 at.extension unusable'],
    ['SL-6: without valueReference', { extension: [{ url: 'urn:extension:actor' }] }, 'SL-6 at.extension unusable'],
    [
      'SL-6: with a bare id',
      { extension: [actor('jansen')] },
      'SL-6 at.extension[0].valueReference.reference unusable',
    ],
    ['SL-6: without reference', { extension: [actor()] }, 'SL-6 at.extension[0].valueReference.reference unusable'],
    [
      'SL-6: whose practitioner has the published url and no type, beside a typed room',
      { extension: [actor('Location/3', 'urn:room'), actor('jansen')] },
      'SL-6 at.extension[1].valueReference.reference unusable',
    ],
  ])('%s is discarded, and observed', (_name, changes, observation) => {
    expect(read(changes)).toEqual({ slot: undefined, observed: [observation] });
  });

  test.each([
    ['many decimals', '2027-01-12T09:00:00.12345678901234567890+01:00'],
    ['UTC', '2027-01-12T08:00:00Z'],
  ])('SL-4: with %s keeps its text', (_name, start) => {
    expect(read({ start })).toMatchObject({ slot: { start, end: SLOT.end }, observed: [] });
  });

  test('SL-6: of several references those with the published url count', () => {
    const extension = [
      actor('Location/3', 'urn:room'),
      { url: 'urn:extension:actor', valueString: 'Dr. J' },
      actor('PractitionerRole/j'),
      actor('https://xis.example/fhir/PractitionerRole/s'),
    ];
    const { slot, observed } = read({ extension });
    expect(slot?.practitioners.map(({ reference }) => reference)).toEqual([
      'PractitionerRole/j',
      'https://xis.example/fhir/PractitionerRole/s',
    ]);
    expect(observed).toEqual([]);
  });

  test('SL-6, SL-22: of several references without the published url all count', () => {
    const { slot, observed } = read({
      extension: [actor('PractitionerRole/j', 'urn:a'), actor('PractitionerRole/s', 'urn:b')],
    });
    expect(slot?.practitioners).toHaveLength(2);
    expect(observed).toEqual(['SL-22 at.extension[0].url odd', 'SL-22 at.extension[1].url odd']);
  });

  test('SL-7: an absolute reference to the schedule is read', () => {
    expect(read({ schedule: { reference: 'https://xis.example/fhir/Schedule/jansen' } }).slot?.schedule).toBe('jansen');
  });

  test('never throws for any JSON at any path, and observes what it discards', () => {
    const keys = fc.constantFrom(...Object.keys(SLOT));
    fc.assert(
      fc.property(keys, fc.jsonValue(), (key, value) => {
        const { slot, observed } = read({ [key]: value });
        expect(slot !== undefined || observed.length > 0).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readSlot(value, 'at', createObserver())).toBeUndefined();
      }),
    );
  });
});
