import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObserver } from '../observation.ts';
import { readCreated } from './appointment.ts';
import { readAppointmentTypes, readCodings } from './appointment-types.ts';
import { readBundle } from './bundle.ts';
import { observeContent } from './values.ts';

const observed = (read: (observe: ReturnType<typeof createObserver>) => unknown) => {
  const observe = createObserver();
  return [read(observe), observe.observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`)];
};

describe('a ValueSet', () => {
  const read = (changes: object) =>
    observed((observe) => readAppointmentTypes({ resourceType: 'ValueSet', status: 'active', ...changes }, observe));

  test('AT-1, AT-5: gives a type for every concept, with the system of its include', () => {
    const include = [
      { system: 'urn:a', concept: [{ code: '1', display: 'One' }] },
      { system: 'urn:b', concept: [{ code: '2', display: 'Two' }] },
    ];
    expect(read({ compose: { include } })).toEqual([
      [
        { system: 'urn:a', code: '1', display: 'One' },
        { system: 'urn:b', code: '2', display: 'Two' },
      ],
      [],
    ]);
  });

  test.each([
    ['an empty include', { compose: { include: [] } }, []],
    ['an include without concepts', { compose: { include: [{ system: 'urn:a' }] } }, []],
    ['no compose', {}, ['AT-1 compose.include odd']],
  ])('AT-3: is empty with %s', (_name, changes, observed) => {
    expect(read(changes)).toEqual([[], observed]);
  });

  test('AT-1: keeps the valid concepts among invalid ones', () => {
    const include = [
      { concept: [{ code: 'lost', display: 'Lost' }] },
      { system: 'urn:a', concept: [{ display: 'No code' }, { code: '1' }, null] },
    ];
    expect(read({ status: { toString: 1 }, compose: { include } })).toEqual([
      [{ system: 'urn:a', code: '1', display: '1' }],
      [
        'AT-1 status odd',
        'AT-1 compose.include[0].system unusable',
        'AT-1 compose.include[1].concept[0].code unusable',
        'AT-1 compose.include[1].concept[1].display odd',
        'AT-1 compose.include[1].concept[2].code unusable',
      ],
    ]);
  });

  test('AT-1: is not taken for one when it is a Bundle', () => {
    expect(read({ resourceType: 'Bundle' })).toEqual([undefined, ['AT-1 resourceType unusable']]);
  });
});

describe('a Bundle', () => {
  test('SL-1, SL-18: gives its resources with their paths, and the next page', () => {
    const body = {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [{ resource: { resourceType: 'Slot' } }, { resourceType: 'Schedule' }, null],
      link: [{ relation: 'self', url: 'a' }, null, { relation: 'next', url: 'b' }],
    };
    expect(observed((observe) => readBundle(body, 'SL-1', observe))).toEqual([
      {
        resources: [
          { resource: { resourceType: 'Slot' }, path: 'entry[0].resource' },
          { resource: { resourceType: 'Schedule' }, path: 'entry[1]' },
          { resource: undefined, path: 'entry[2].resource' },
        ],
        next: 'b',
      },
      [],
    ]);
  });

  test('SL-1: of another type, or with entries that are not a list, is observed', () => {
    const body = { resourceType: 'Bundle', type: 'collection', entry: {} };
    expect(observed((observe) => readBundle(body, 'SL-1', observe))).toEqual([
      { resources: [], next: undefined },
      ['SL-1 type odd', 'SL-1 entry odd'],
    ]);
  });
});

describe('a created Appointment', () => {
  const appointment = (status: unknown, type = 'PractitionerRole') => ({
    resourceType: 'Appointment',
    id: '12',
    participant: [
      { actor: { reference: 'Patient/1' }, status: 'accepted' },
      { actor: { reference: `${type}/j` }, status },
    ],
  });
  const read = (location: string | null, body: unknown) =>
    observed((observe) => readCreated(location, body, [{ reference: 'HealthcareService/h' }], observe));

  test.each([
    ['relative', 'Appointment/12', []],
    ['relative with a version', 'Appointment/12/_history/1', []],
    ['absolute', 'https://xis.example/fhir/Appointment/12', []],
    ['absolute with a version', 'https://xis.example/fhir/Appointment/12/_history/1', []],
    ['from the root of the server', '/fhir/Appointment/12/_history/1', ['AP-15 Location odd']],
  ])('AP-6, AP-15: its id is in a Location that is %s', (_name, location, observed) => {
    expect(read(location, appointment('accepted'))).toEqual([{ id: '12', practitioner: 'accepted' }, observed]);
  });

  test('SL-4: times that are no instants are observed', () => {
    const times = { start: '2027-01-12T09:00:00+0100', end: '2027-01-12T09:10:00+01:00' };
    expect(read('Appointment/12', { ...appointment('accepted'), ...times })[1]).toEqual(['SL-4 start odd']);
  });

  test('AP-5: without a body its id is that of Location, and the status is open', () => {
    expect(read('Appointment/12', undefined)).toEqual([{ id: '12', practitioner: undefined }, ['AP-5 body odd']]);
    expect(read('Appointment/12', { resourceType: 'Slot', id: '9' })).toEqual([
      { id: '12', practitioner: undefined },
      ['AP-5 resourceType odd'],
    ]);
  });

  test.each([
    ['accepted', 'accepted', []],
    ['needs-action', 'needs-action', []],
    ['declined', undefined, ['AP-4 participant[1].status odd']],
    [7, undefined, ['AP-4 participant[1].status odd']],
  ])('AP-11: the practitioner’s participant has the status %s', (status, practitioner, observed) => {
    for (const type of ['PractitionerRole', 'Practitioner']) {
      expect(read('Appointment/12', appointment(status, type))).toEqual([{ id: '12', practitioner }, observed]);
    }
  });

  test('AP-11: the practitioner is also the participant that the slot names, of any type', () => {
    const participant = [
      { actor: { reference: 'Location/3' }, status: 'accepted' },
      { actor: { reference: 'HealthcareService/h' }, status: 'needs-action' },
    ];
    const body = { ...appointment('accepted'), participant };
    expect(read('Appointment/12', body)).toEqual([{ id: '12', practitioner: 'needs-action' }, []]);
  });

  test('AP-11: of two participants the one beside the patient is the practitioner, also with another reference', () => {
    const withPractitioner = (actor: unknown, more: readonly unknown[] = []) => ({
      ...appointment('accepted'),
      participant: [
        { actor: { reference: 'Patient/1' }, status: 'accepted' },
        { actor, status: 'needs-action' },
        ...more,
      ],
    });
    const odd = ['AP-4 participant[1].actor.reference odd'];
    for (const actor of [{ reference: 'Basic/9' }, { reference: null }, {}, null]) {
      expect(read('Appointment/12', withPractitioner(actor))).toEqual([
        { id: '12', practitioner: 'needs-action' },
        odd,
      ]);
    }
    const room = { actor: { reference: 'Location/3' }, status: 'accepted' };
    expect(read('Appointment/12', withPractitioner({}, [room]))[0]).toEqual({ id: '12', practitioner: undefined });
  });

  test('AP-15: without Location the id of the body is taken', () => {
    for (const location of [null, 'Slot/3']) {
      expect(read(location, appointment('accepted'))).toEqual([
        { id: '12', practitioner: 'accepted' },
        ['AP-15 Location odd'],
      ]);
    }
  });

  test('AP-6: of two ids that of Location counts', () => {
    expect(read('Appointment/13', appointment('accepted'))).toEqual([
      { id: '13', practitioner: 'accepted' },
      ['AP-6 id odd'],
    ]);
  });

  test.each([
    ['no Location and no body', null, undefined],
    ['a Location that is no url', 'http://[', undefined],
    ['another resource', null, { resourceType: 'OperationOutcome', id: '9' }],
    ['null', null, null],
  ])('AP-6: finds no id in %s', (_name, location, body) => {
    expect(read(location, body)[0]).toEqual({ id: undefined, practitioner: undefined });
  });
});

test('SL-5: codings without system or code are skipped, and a single concept outside a list is read', () => {
  const codings = [{ system: 'a', code: '1' }, { system: 'a' }, { code: '2' }, null, 'x'];
  expect(readCodings([{ coding: codings }, null, { coding: {} }])).toEqual([{ system: 'a', code: '1', display: '1' }]);
  expect(readCodings({ coding: codings })).toHaveLength(1);
});

test('TR-1, TR-10, TR-14: a media type other than FHIR JSON and bytes other than UTF-8 are observed, except for an empty body', () => {
  const observationsFor = (changes: object, clause: 'TR-1' | 'TR-10' = 'TR-1') => {
    const reply = { mediaType: 'application/fhir+json', body: {}, isUtf8: true, ...changes };
    return observed((observe) => observeContent(reply, clause, observe))[1];
  };
  expect(observationsFor({})).toEqual([]);
  expect(observationsFor({ mediaType: 'application/json' })).toEqual(['TR-1 Content-Type odd']);
  expect(observationsFor({ mediaType: '' }, 'TR-10')).toEqual(['TR-10 Content-Type odd']);
  expect(observationsFor({ isUtf8: false })).toEqual(['TR-14 body odd']);
  expect(observationsFor({ mediaType: '', body: undefined, isUtf8: false })).toEqual([]);
});

test('for any JSON no reader throws', () => {
  const keys = ['resourceType', 'type', 'entry', 'link', 'compose', 'participant', 'id', 'status'];
  const odd = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), odd), fc.oneof(fc.constant(null), fc.string()), (body, location) => {
      readCreated(location, body, [], createObserver());
      for (const resourceType of ['Bundle', 'ValueSet', 'Appointment']) {
        const resource = { ...(typeof body === 'object' ? body : {}), resourceType };
        readBundle(resource, 'SL-1', createObserver());
        readAppointmentTypes(resource, createObserver());
        readCreated(location, resource, [], createObserver());
      }
    }),
  );
});
