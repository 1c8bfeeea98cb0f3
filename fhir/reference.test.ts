import { describe, expect, test } from 'vitest';
import { idIn, parseReference } from './reference.ts';

describe('a literal reference', () => {
  test.each([
    ['Slot/12', { type: 'Slot', id: '12' }],
    ['Slot/12/_history/3', { type: 'Slot', id: '12' }],
    ['https://xis.example/fhir/Slot/12', { type: 'Slot', id: '12' }],
    ['http://localhost:8080/fhir/PractitionerRole/a.b-c/_history/1', { type: 'PractitionerRole', id: 'a.b-c' }],
  ])('AP-2: %s names its type and id', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  test.each([
    '',
    'Slot/',
    '/Slot/12',
    'slot/12',
    'Slot/12/',
    'Slot/a b',
    'Slot/12?x=1',
    'ftp://xis.example/Slot/12',
    'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7',
    `Slot/${'x'.repeat(65)}`,
    '#contained',
  ])('rejects %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});

describe('the id in a reference to a schedule', () => {
  test.each(['jansen', 'Schedule/jansen', 'https://xis.example/fhir/Schedule/jansen'])(
    'SL-11: %s is jansen',
    (text) => {
      expect(idIn('Schedule', text)).toBe('jansen');
    },
  );

  test.each(['Slot/jansen', 'Schedule/', '', 'jan sen'])('SL-11: %j has no id', (text) => {
    expect(idIn('Schedule', text)).toBeUndefined();
  });
});
