import { describe, expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { searchsetSchema } from './bundle.ts';
import { slotSchema } from './slot.ts';

const slot = {
  resourceType: 'Slot',
  id: 'jansen-20261201T0800Z',
  status: 'free',
  start: '2026-12-01T09:00:00+01:00',
  end: '2026-12-01T09:10:00+01:00',
  serviceCategory: [{ coding: [{ system: 'http://linde.example/type', code: 'consult', display: 'Consult' }] }],
  extension: [
    { url: 'urn:extension:actor', valueReference: { reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' } },
  ],
  schedule: { reference: 'Schedule/jansen' },
};

describe('a Slot', () => {
  test('SL-2: has all of its elements', () => {
    const published = validator(slotSchema('published'));
    expect(published.accepts(slot)).toBe(true);
    for (const key of Object.keys(slot)) expect(published.violations({ ...slot, [key]: undefined })[0]?.key).toBe(key);
  });

  test.each([
    ['needs-action', true, false],
    ['busy-tentative', false, true],
    ['busy', true, true],
    ['busy-unavailable', false, false],
  ])('SL-3: status %s is valid as published: %s, in R4: %s', (status, published, r4) => {
    expect(validator(slotSchema('published')).accepts({ ...slot, status })).toBe(published);
    expect(validator(slotSchema('r4')).accepts({ ...slot, status })).toBe(r4);
  });

  test.each([
    ['SL-4: an end to the minute', { end: '2026-12-01T09:10+01:00' }],
    ['SL-5: a coding without display', { serviceCategory: [{ coding: [{ system: 'urn:x', code: 'y' }] }] }],
    ['SL-6: no practitioner', { extension: [] }],
    ['SL-7: a schedule that is no Schedule', { schedule: { reference: 'jansen' } }],
  ])('%s is a violation', (_name, changes) => {
    expect(validator(slotSchema('published')).accepts({ ...slot, ...changes })).toBe(false);
  });
});

describe('a Bundle', () => {
  const bundle = validator(searchsetSchema(slotSchema('published')));

  test('SL-1: of slots has each as a resource with its full url', () => {
    const entry = [{ fullUrl: 'http://localhost/fhir/Slot/jansen-20261201T0800Z', resource: slot }];
    expect(bundle.accepts({ resourceType: 'Bundle', type: 'searchset', entry })).toBe(true);
    expect(bundle.accepts({ resourceType: 'Bundle', type: 'searchset', entry: [slot] })).toBe(false);
    expect(bundle.accepts({ resourceType: 'Bundle', type: 'collection', entry })).toBe(false);
  });

  test('SL-1: without a match has no entry, or an empty one', () => {
    expect(bundle.accepts({ resourceType: 'Bundle', type: 'searchset', total: 0 })).toBe(true);
    expect(bundle.accepts({ resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] })).toBe(true);
  });

  test('PR: as published has the Schedule itself as the entry', () => {
    const bare = validator(searchsetSchema(slotSchema('published'), { bare: true }));
    expect(bare.accepts({ resourceType: 'Bundle', type: 'searchset', entry: [slot] })).toBe(true);
  });
});
