import { describe, expect, test } from 'vitest';
import { isTestBsn } from '../../fhir/bsn.ts';
import { createOrganization } from '../../test/support/practice-rules.ts';
import { resolvePractice } from './resolve.ts';

describe('a practice', () => {
  test('gets every default that its configuration leaves open', async () => {
    expect(resolvePractice(createOrganization())).toMatchObject({
      agb: '01000001',
      name: 'Praktijk 01000001',
      timeZone: 'Europe/Amsterdam',
      dialect: 'published',
      seed: 1,
      horizonDays: 56,
      unknownPatients: 'accept',
      location: 'relative',
      pageSize: undefined,
      retention: {
        requests: { items: 1000, bytes: 16_777_216 },
        deliveries: { items: 5000, bytes: 16_777_216 },
        settledAppointments: 5000,
      },
      patients: [],
      types: [
        {
          index: 0,
          system: 'http://xis-testkit.example/ns/appointment-type',
          code: 'consult',
          lengthMs: 600_000,
          approval: 'none',
        },
        { index: 1, code: 'talk', lengthMs: 1_800_000, categories: [] },
      ],
    });
  });

  test('AT-2: keeps the categories and systems that its types name', async () => {
    const appointmentTypes = [
      {
        code: 'a',
        display: 'A',
        minutes: 5,
        system: 'http://a.example',
        serviceCategories: ['http://c.example|X', 'urn:y|Z'],
      },
      { code: 'b', display: 'B', minutes: 5 },
    ];
    const { types } = resolvePractice(
      createOrganization({}, { appointmentTypes, schedules: [], typeSystem: 'http://b.example' }),
    );
    expect(types.map(({ system }) => system)).toEqual(['http://a.example', 'http://b.example']);
    expect(types[0]?.categories).toEqual([
      { system: 'http://c.example', code: 'X' },
      { system: 'urn:y', code: 'Z' },
    ]);
  });

  test('has each practitioner once, with the data of all schedules', async () => {
    const speciality = { code: '87.000', display: 'Doktersassistent' };
    const schedules = [
      { id: 'a', practitioner: [{ id: 'jansen' }, { id: 'bakker', name: 'S. Bakker', speciality }] },
      { id: 'b', practitioner: { id: 'jansen', name: 'Dr. Jansen' } },
    ];
    const { practitioners } = resolvePractice(createOrganization({}, { schedules }));
    expect(practitioners).toMatchObject([
      { id: 'jansen', name: 'Dr. Jansen', speciality: { code: '01.015', display: 'Huisarts' } },
      { id: 'bakker', name: 'S. Bakker', speciality },
    ]);
  });

  test('generates missing names and BSNs from the seed', async () => {
    const organization = createOrganization(
      { practitioner: { id: 'jansen' } },
      { patients: [{ id: '1' }, { id: '2', name: 'Emma de Boer', bsn: '999900109' }], seed: 5 },
    );
    const { patients, practitioners } = resolvePractice(organization);
    expect(practitioners[0]?.name).toMatch(/^Dr\. /);
    expect(patients[0]?.name).toMatch(/\S \S/);
    expect(isTestBsn(patients[0]?.bsn ?? '')).toBe(true);
    expect(patients[1]).toEqual({
      reference: 'Patient/2',
      name: 'Emma de Boer',
      bsn: '999900109',
      origin: 'practice',
    });
    expect(resolvePractice(organization)).toEqual(resolvePractice(organization));
  });
});
