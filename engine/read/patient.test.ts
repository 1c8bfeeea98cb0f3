import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObserver } from '../observation.ts';
import { readPatient } from './patient.ts';

const PATIENT = {
  resourceType: 'Patient',
  id: '1',
  identifier: [
    { system: 'urn:other', value: '7' },
    { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' },
  ],
  name: [{ text: 'Emma de Boer' }],
};

function read(changes: object) {
  const observe = createObserver();
  const patient = readPatient({ ...PATIENT, ...changes }, 'at', observe);
  return { patient, observed: observe.observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`) };
}

describe('a Patient', () => {
  test('PT-4: has a reference, a name and a BSN', () => {
    expect(read({})).toEqual({
      patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
      observed: [],
    });
  });

  test.each([
    ['the parts of a name', [{ prefix: ['Mw.'], given: ['Emma', 'J.'], family: 'de Boer' }], 'Mw. Emma J. de Boer'],
    ['the first name that has text', [null, { use: 'old' }, { family: 'Boer' }, { text: 'Emma' }], 'Boer'],
    ['the reference for an empty name', [{ text: ' ' }], 'Patient/1'],
    ['the reference without a name', undefined, 'Patient/1'],
    ['the reference for a name that is no list', { text: 'Emma' }, 'Patient/1'],
  ])('AP-4: its display is %s', (_name, name, display) => {
    expect(read({ name })).toMatchObject({ patient: { display }, observed: [] });
  });

  test.each([
    ['identifiers', undefined],
    ['identifiers of this system', [{ system: 'urn:other', value: '999900109' }]],
    ['a value', [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn' }, null]],
  ])('PT-4: without %s it has no BSN, which is observed', (_name, identifier) => {
    expect(read({ identifier })).toMatchObject({
      patient: { reference: 'Patient/1', bsn: undefined },
      observed: ['PT-4 at.identifier odd'],
    });
  });

  test.each([[undefined], [''], ['a/b'], [1]])('PT-4: with the id %j it cannot be referred to', (id) => {
    expect(read({ id })).toEqual({ patient: undefined, observed: ['PT-4 at.id unusable'] });
  });

  test('never throws for any JSON at any path', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(PATIENT)), fc.jsonValue(), (key, value) => {
        expect(() => read({ [key]: value })).not.toThrow();
      }),
    );
  });
});
