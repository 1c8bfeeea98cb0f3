import { describe, expect } from 'vitest';
import { createSearchset } from '../../fixtures/test/resources.ts';
import { createEngine, scriptedTest } from '../support/scripted-xis.ts';

const EMMA = '999900109';
const DAAN = '999900390';
const patientWith = (id: string, bsn?: string) => ({
  resourceType: 'Patient',
  id,
  ...(bsn === undefined ? {} : { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn }] }),
  name: [{ text: `Patient ${id}` }],
});
const OUTCOME = { resourceType: 'OperationOutcome', issue: [] };

/** Finds the patient in a XIS that returns certain resources. */
const findIn = scriptedTest.extend<{
  find: (
    resources: readonly unknown[],
    bsn?: string,
  ) => Promise<{ readonly result: object; readonly observed: string[] }>;
}>({
  find: async ({ xis }, use) =>
    use(async (resources, bsn) => {
      xis.respondWith({ body: createSearchset(resources) });
      const result = await createEngine(xis.url).engine.patient({ bsn });
      const observed = result.observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`);
      return { result, observed };
    }),
});

describe('patient discovery', () => {
  findIn('PT-1, PT-4: the patient of the token is requested without parameters', async ({ xis }) => {
    xis.respondWith({ body: createSearchset([patientWith('12', EMMA)]) });
    expect(await createEngine(xis.url, { token: 'abc' }).engine.patient()).toEqual({
      outcome: 'patient',
      reference: 'Patient/12',
      display: 'Patient 12',
      observations: [],
    });
    expect(xis.received.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /fhir/Patient', 'Bearer abc'],
    ]);
  });

  findIn.for([
    ['en', 'This practice does not know you as a patient. Please contact the practice to make an appointment.'],
    [
      'nl',
      'U bent bij deze praktijk niet bekend als patiënt. Neem contact op met de praktijk om een afspraak te maken.',
    ],
  ] as const)(
    'PT-2: an unknown patient ends the flow with a text of its own: %s',
    async ([language, text], { xis }) => {
      xis.respondWith({ body: createSearchset([]) });
      const { engine, errors } = createEngine(xis.url, { language });
      expect(await engine.patient()).toEqual({ outcome: 'unknown', text, observations: [] });
      expect(errors).toEqual([]);
    },
  );

  findIn('PT-1, PT-2: another resource in the searchset is no patient', async ({ find }) => {
    expect(await find([OUTCOME])).toMatchObject({
      result: { outcome: 'unknown' },
      observed: ['PT-1 entry[0].resource.resourceType odd'],
    });
    expect(await find([OUTCOME, patientWith('1', EMMA)], EMMA)).toMatchObject({
      result: { outcome: 'patient', reference: 'Patient/1' },
      observed: ['PT-1 entry[0].resource.resourceType odd'],
    });
  });

  findIn('PT-3: of several patients the only one with the BSN is chosen', async ({ find }) => {
    expect(await find([patientWith('2', DAAN), patientWith('1', EMMA)], EMMA)).toMatchObject({
      result: { outcome: 'patient', reference: 'Patient/1' },
      observed: ['PT-3 entry odd'],
    });
  });

  findIn.for<[string, readonly object[], string | undefined, string, RegExp]>([
    [
      'several, without a BSN to choose by',
      [patientWith('1', EMMA), patientWith('2', DAAN)],
      undefined,
      'PT-3',
      /several/,
    ],
    [
      'several, of which one cannot be referred to',
      [patientWith('', EMMA), patientWith('2', DAAN)],
      undefined,
      'PT-3',
      /several/,
    ],
    ['several without BSN', [patientWith('1'), patientWith('2')], EMMA, 'PT-3', /another one or several/],
    ['two with the BSN', [patientWith('1', EMMA), patientWith('2', EMMA)], EMMA, 'PT-3', /another one or several/],
    ['one with another BSN', [patientWith('2', DAAN)], EMMA, 'PT-3', /another one or several/],
    ['one without an id', [patientWith('', EMMA)], EMMA, 'PT-4', /with an id/],
  ])('PT-3, PT-4: %s is a failure, and no patient is chosen', async ([, patients, bsn, clause, error], { find }) => {
    const { result } = await find(patients, bsn);
    expect(result).toMatchObject({ outcome: 'failed', clause, error: expect.stringMatching(error) });
  });

  findIn('PT-4: a patient without a BSN is taken, and observed', async ({ find }) => {
    for (const bsn of [undefined, EMMA]) {
      expect(await find([patientWith('1')], bsn)).toMatchObject({
        result: { outcome: 'patient', reference: 'Patient/1' },
        observed: ['PT-4 entry[0].resource.identifier odd'],
      });
    }
  });

  findIn('TR-10: its media type is not published', async ({ xis }) => {
    const body = JSON.stringify(createSearchset([patientWith('1', EMMA)]));
    xis.respondWith({ headers: { 'Content-Type': 'application/json' }, body });
    const { observations } = await createEngine(xis.url).engine.patient();
    expect(observations).toMatchObject([{ clause: 'TR-10', path: 'Content-Type' }]);
  });

  findIn.for([404, 405, 501, 401, 500])('PT-1: %i is a failure with its status', async (status, { xis }) => {
    xis.respondWith({ status });
    expect(await createEngine(xis.url).engine.patient()).toMatchObject({ outcome: 'failed', status });
  });
});
