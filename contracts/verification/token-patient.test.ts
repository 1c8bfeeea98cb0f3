import { describe, expect, test } from 'vitest';
import { realSystem } from '../../engine/index.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { unsignedJwt } from '../../test/support/jwt.ts';
import { createTransport } from '../../transport/create-transport.ts';
import type { ProviderConnection } from './provider.ts';
import type { StateValues } from './session.ts';
import { explainRefusal } from './token-patient.ts';

const BSN = '999900109';
const OTHER_BSN = '999900390';
const VALUES = { patientReference: 'Patient/1', patientBsn: BSN };

const OPAQUE = 'an-opaque-token';
const WITHOUT_BSN = unsignedJwt({ sub: 'spreekuur', exp: 1_795_707_948 });

const bundle = (...resources: readonly object[]) =>
  JSON.stringify({ resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) });
const patient = (id: string, bsn?: string) => ({
  resourceType: 'Patient',
  id,
  ...(bsn !== undefined && { identifier: [{ system: BSN_SYSTEM, value: bsn }] }),
});

interface Exchange {
  readonly token?: string;
  /** The headers beside those of the contract. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly state: string;
  /** Such as `GET /Patient`. */
  readonly request: string;
  readonly status: number;
  readonly text?: string;
  /** The response to `GET /Patient` with the token; default: 404. */
  readonly patients?: string;
  readonly values?: StateValues;
}

/** Explains an exchange of which only the status and the patients count. */
function explain({ token, headers = {}, state, request, status, text = '{}', patients, values = VALUES }: Exchange) {
  const [method = '', url = ''] = request.split(' ');
  const system = {
    ...realSystem,
    fetch: async () => new Response(patients ?? '{}', { status: patients === undefined ? 404 : 200 }),
  };
  const provider: ProviderConnection = {
    baseUrl: 'http://xis.example',
    sentTokens: new Set(token === undefined ? [] : ['an-older-token', token]),
    headers,
    system,
    transport: createTransport(system),
    timeoutMs: 1000,
    forms: {},
    timeZone: 'Europe/Amsterdam',
    hasCategory: false,
    hasPatient: true,
    nameOption: (option) => option,
  };
  const kind = url === '/Appointment' && method === 'POST' ? 'booking' : 'other';
  return explainRefusal(
    provider,
    { kind: url === '/AppointmentResponse' ? 'cancellation' : kind, method, url, headers: {}, body: '' },
    { status, headers: new Headers(), text, isUtf8: true },
    {
      states: [{ name: state, params: {} }],
      values,
      findings: [],
      notes: [],
      created: [],
      unidentifiedAppointments: [],
    },
  );
}

const KNOWN = { state: 'the patient is known', request: 'GET /Patient', status: 200 };
const UNKNOWN = { ...KNOWN, state: 'the patient is not known' };
const BOOKING = { state: 'a free slot', request: 'POST /Appointment', status: 403 };
const BOOKED = { state: 'a booked appointment', status: 404 };
const READ = { ...BOOKED, request: 'GET /Appointment/1' };
const SEARCH = { ...BOOKED, request: 'GET /Appointment?id=1', status: 200, text: bundle() };
const CANCELLATION = { ...BOOKED, request: 'POST /AppointmentResponse', status: 403 };
const ABSENT = { state: 'no such appointment', request: 'GET /Appointment/1', status: 403 };

const NO_BSN = 'the token does not have the BSN of patient.bsn (AU-5, AU-6)';
const OTHER = 'GET /Patient returns another patient for the token than that of patient.bsn (AU-5, AU-6)';

describe('AU-5, AU-6: a XIS refuses rightly', () => {
  test.each<[string, Exchange, string]>([
    ['the patient of a token without a BSN', { ...KNOWN, token: WITHOUT_BSN, status: 403 }, NO_BSN],
    ['a patient who is not known, and a token without a BSN', { ...UNKNOWN, token: WITHOUT_BSN, status: 403 }, NO_BSN],
    [
      'a patient who is not known, and another one of the token',
      { ...UNKNOWN, token: OPAQUE, text: bundle(patient('2', OTHER_BSN)) },
      OTHER,
    ],
    ['the other patient of an opaque token', { ...KNOWN, token: OPAQUE, text: bundle(patient('2', OTHER_BSN)) }, OTHER],
    [
      'the other patient of a JWT',
      { ...KNOWN, token: unsignedJwt({ bsn: OTHER_BSN }), text: bundle(patient('2', OTHER_BSN)) },
      NO_BSN,
    ],
    [
      'an unknown patient of an opaque token',
      { ...KNOWN, token: OPAQUE, text: bundle() },
      'GET /Patient returns no patient for the token (PT-2)',
    ],
    ['a booking with 403', { ...BOOKING, token: unsignedJwt({ bsn: OTHER_BSN }) }, NO_BSN],
    ['a booking with 422', { ...BOOKING, status: 422, token: WITHOUT_BSN }, NO_BSN],
    ['a booking for another', { ...BOOKING, token: OPAQUE, patients: bundle(patient('2', OTHER_BSN)) }, OTHER],
    [
      'a booking for another reference',
      { ...BOOKING, token: unsignedJwt({ bsn: BSN }), patients: bundle(patient('7', BSN)) },
      'GET /Patient returns another reference than patient.reference (PT-4)',
    ],
    [
      'a booking, where the states name no BSN',
      {
        ...BOOKING,
        token: OPAQUE,
        patients: bundle(patient('2', OTHER_BSN)),
        values: { patientReference: 'Patient/1' },
      },
      'GET /Patient returns another patient for the token than that of patient.reference (AU-5, AU-6)',
    ],
    [
      'a booking without any BSN',
      { ...BOOKING, token: WITHOUT_BSN, values: {} },
      'the token does not have a BSN (AU-5, AU-6)',
    ],
    [
      'a booking, where the token is a header',
      { ...BOOKING, headers: { AUTHORIZATION: `bearer ${WITHOUT_BSN}` } },
      NO_BSN,
    ],
    ['a read', { ...READ, token: WITHOUT_BSN }, NO_BSN],
    ['a search that leaves it out', { ...SEARCH, token: WITHOUT_BSN }, NO_BSN],
    ['a cancellation', { ...CANCELLATION, token: OPAQUE, patients: bundle(patient('2', OTHER_BSN)) }, OTHER],
    ['an appointment that does not exist', { ...ABSENT, token: WITHOUT_BSN }, NO_BSN],
  ])('%s', async (_what, exchange, expected) => {
    expect(await explain(exchange)).toBe(expected);
  });
});

describe('AU-5, AU-6: no excuse is', () => {
  const theirs = unsignedJwt({ patient: { bsn: BSN } });
  const ofXis = bundle(patient('1', BSN));
  test.each<[string, Exchange]>([
    ['a request without a token', { ...BOOKING, patients: bundle(patient('2', OTHER_BSN)) }],
    ['the patient, where the token has the BSN', { ...KNOWN, token: theirs, text: bundle(patient('2', OTHER_BSN)) }],
    ['no patient, where the token has the BSN', { ...KNOWN, token: theirs, text: bundle() }],
    ['a BSN that is a number', { ...KNOWN, token: unsignedJwt({ x: [Number(BSN)] }), text: bundle() }],
    [
      'a BSN that has lost its zeros',
      { ...KNOWN, token: unsignedJwt({ bsn: 12_345_678 }), text: bundle(), values: { patientBsn: '012345678' } },
    ],
    ['a BSN in a URN', { ...KNOWN, token: unsignedJwt({ sub: `urn:nl:bsn:${BSN}` }), text: bundle() }],
    ['several patients', { ...KNOWN, token: OPAQUE, text: bundle(patient('1', BSN), patient('2', OTHER_BSN)) }],
    ['a patient without a BSN', { ...KNOWN, token: OPAQUE, text: bundle(patient('1')) }],
    ['no GET /Patient, with an opaque token', { ...KNOWN, token: OPAQUE, status: 404 }],
    ['a failure', { ...KNOWN, token: WITHOUT_BSN, status: 500 }],
    ['the patient that is not known', { ...UNKNOWN, token: theirs, text: ofXis }],
    ['no patient, as it should be', { ...UNKNOWN, token: OPAQUE, text: bundle() }],
    ['a booking, where the token has the BSN', { ...BOOKING, token: theirs, patients: ofXis }],
    ['a booking, where the XIS shows their patient', { ...BOOKING, token: OPAQUE, patients: ofXis }],
    ['a booking, where a JWT has a pseudonym', { ...BOOKING, token: WITHOUT_BSN, patients: ofXis }],
    [
      'a booking, where the XIS shows their patient without a BSN',
      { ...BOOKING, token: OPAQUE, patients: bundle(patient('1')) },
    ],
    ['a booking, where nothing is known', { ...BOOKING, token: OPAQUE }],
    ['a conflict', { ...BOOKING, status: 409, token: WITHOUT_BSN }],
    ['a search that finds it', { ...SEARCH, token: WITHOUT_BSN, text: bundle({ resourceType: 'Appointment' }) }],
    ['404 for an appointment that does not exist', { ...ABSENT, status: 404, token: WITHOUT_BSN }],
    ['a search for types', { ...BOOKED, request: 'GET /ValueSet/BookableAppointmentTypes', token: WITHOUT_BSN }],
    ['a callback to Spreekuur.nl', { ...ABSENT, request: 'PUT /Appointment/1', token: WITHOUT_BSN }],
  ])('%s', async (_what, exchange) => {
    expect(await explain(exchange)).toBeUndefined();
  });
});
