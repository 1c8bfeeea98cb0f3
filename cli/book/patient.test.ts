import { describe, expect } from 'vitest';
import { createSearchset } from '../../fixtures/test/resources.ts';
import { createEngine, type ScriptedResponse, scriptedTest } from '../../test/support/scripted-xis.ts';
import { identifyPatient, type PatientChoices } from './patient.ts';

const BSN = '999900109';
const patientWith = (id: string, bsn = BSN) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn }],
  name: [{ text: 'Emma de Boer' }],
});

/** Identifies the patient of a booking in a XIS that returns one response. */
const test = scriptedTest.extend<{
  identify: (choices: Partial<PatientChoices>, script?: ScriptedResponse) => Promise<object>;
}>({
  identify: async ({ xis }, use) =>
    use((choices, script = { status: 500 }) => {
      xis.respondWith(script);
      return identifyPatient(createEngine(xis.url).engine, { hasToken: false, ...choices });
    }),
});

describe('the patient of `book`', () => {
  test('PT-1: a given reference, and the default without token and BSN, need no request', async ({ identify, xis }) => {
    expect(await identify({ reference: 'Patient/7', bsn: BSN, hasToken: true, name: 'Emma' })).toEqual({
      outcome: 'patient',
      patient: { reference: 'Patient/7', display: 'Emma', bsn: BSN },
      observations: [],
    });
    expect(await identify({})).toEqual({
      outcome: 'patient',
      patient: { reference: 'Patient/1', display: 'Test Patient' },
      observations: [],
    });
    expect(xis.received).toEqual([]);
  });

  test.for<[string, Partial<PatientChoices>, object]>([
    ['a token', { hasToken: true }, { reference: 'Patient/12', display: 'Emma de Boer' }],
    ['a BSN', { bsn: BSN }, { reference: 'Patient/12', display: 'Emma de Boer', bsn: BSN }],
    ['a name', { hasToken: true, name: 'Emma' }, { reference: 'Patient/12', display: 'Emma' }],
  ])('PT-4: with %s the patient is the one of the XIS', async ([, choices, patient], { identify }) => {
    expect(await identify(choices, { body: createSearchset([patientWith('12')]) })).toEqual({
      outcome: 'patient',
      patient,
      note: 'Patient/12',
      observations: [],
    });
  });

  test('PT-4: a BSN as an id is not shown', async ({ identify }) => {
    expect(await identify({ bsn: BSN }, { body: createSearchset([patientWith(BSN)]) })).toMatchObject({
      patient: { reference: `Patient/${BSN}` },
      note: 'Patient/[bsn]',
    });
  });

  test('PT-2: an unknown patient ends the flow', async ({ identify }) => {
    expect(await identify({ bsn: BSN }, { body: createSearchset([]) })).toEqual({
      outcome: 'unknown-patient',
      text: 'This practice does not know you as a patient. Please contact the practice to make an appointment.',
      observations: [],
    });
  });

  test('PT-3: another patient ends the flow', async ({ identify }) => {
    expect(await identify({ bsn: BSN }, { body: createSearchset([patientWith('2', '999900390')]) })).toMatchObject({
      outcome: 'failed',
      text: expect.stringContaining('got another one'),
    });
  });

  test.for([404, 405, 501])('PT-1: a XIS that returns %i gets the default patient', async (status, { identify }) => {
    const message = `GET /Patient returned ${status}, so the booking is for Patient/1`;
    expect(await identify({ bsn: BSN }, { status })).toEqual({
      outcome: 'patient',
      patient: { reference: 'Patient/1', display: 'Test Patient', bsn: BSN },
      note: `Patient/1 (${message})`,
      observations: [{ clause: 'PT-1', path: 'status', message, effect: 'odd' }],
    });
  });

  test.for([401, 403, 500])('PT-1: %i is a failure', async (status, { identify }) => {
    expect(await identify({ hasToken: true }, { status })).toMatchObject({ outcome: 'failed' });
  });
});
