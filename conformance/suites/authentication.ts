import { eachExchange } from '../assertions/assert-each.ts';
import { describeStatus, returnsStatus } from '../assertions/responses.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { type Fixture, optional } from '../fixture.ts';
import { bookedByOther, cancelledByOther, readByOther } from '../fixtures/other-patient.ts';
import { patientOfOtherToken, unknownPatient } from '../fixtures/patients-of-tokens.ts';
import {
  changedToken,
  authentication as checkedAuthentication,
  expiredToken,
  freshToken,
  hmacToken,
  isServed,
  newKeyToken,
  testTokens,
  tokenForOtherAudience,
  tokenOfOtherIssuer,
  tokenOfOtherTenant,
  tokenWithNewKey,
  unsignedToken,
  withoutTestTokens,
  withoutToken,
} from '../fixtures/tokens.ts';
import { REGISTER_ISSUER } from '../need.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import type { XisRequest, XisResponse } from '../session/message.ts';

/** Returns a check that a XIS rejects a token with a mistake (AU-3). */
function rejects(name: string, kind: string, defect: string, response: Fixture<XisResponse>) {
  return check(name, {
    title: `A request with ${kind} returns 401`,
    clauses: ['AU-3'],
    catches: [defect],
    uses: { response },
    run: async ({ response }) => returnsStatus(response, 401, `a request with ${kind}`),
  });
}

export const authentication = suite('authentication', [
  check('new-token', {
    title: 'A new token of the patient is served as the first one is',
    clauses: ['AU-1'],
    isException: withoutTestTokens,
    catches: ['auth-renewed-token-refused'],
    // Sent this early, a new key is known at the end of the run, also to a XIS that keeps keys for a minute.
    uses: { testTokens, freshToken, newKeyToken: optional(newKeyToken) },
    async run({ session, testTokens, freshToken: { token } }) {
      const requests: readonly XisRequest[] = [
        { purpose: 'request appointment types', path: '/ValueSet/BookableAppointmentTypes' },
        { purpose: 'search slots', path: '/Slot', query: flowQuery(session, await session.appointmentType()) },
        { purpose: 'find the patient of the token', path: '/Patient' },
      ];
      let examined = 0;
      for (const request of requests) {
        // The control: the token of the run is served.
        if (!isServed(await session.sendCached(request))) continue;
        examined++;
        const purpose = `${request.purpose} with ${token.kind}`;
        const response = await session.sendCached({ ...request, purpose, token });
        if (isServed(response)) continue;
        const { nameOption } = session.options;
        if (!testTokens.isOfRun) {
          blockCheck(`a token of ${nameOption('testTokens')} returned ${response.status}: ${REGISTER_ISSUER}`);
        }
        const differences = testTokens.differences(token);
        if (differences.length > 0) {
          const names = session.redact(differences.join(', '));
          blockCheck(`a new token returned ${response.status}, and differs from that of the run in ${names}`);
        }
        return violated({
          examined,
          message: 'a new token of the patient is refused, although the first one is accepted',
          expected: '200',
          actual: describeStatus(response),
          exchanges: [response.exchangeId],
        });
      }
      if (examined === 0) blockCheck('no request with the token of the run is served');
      return satisfied(examined, `${examined} requests examined`);
    },
  }),

  check('required', {
    title: 'A request without a token returns 401',
    clauses: ['AU-2'],
    catches: ['auth-not-checked'],
    uses: { withoutToken },
    run: async ({ withoutToken }) => returnsStatus(withoutToken, 401, 'a request without a token'),
  }),

  rejects('expired', 'an expired token', 'auth-expired-accepted', expiredToken),
  rejects('signature', 'a token whose claims were changed', 'auth-signature-ignored', changedToken),
  rejects('alg-none', 'a token with alg none', 'auth-alg-none', unsignedToken),
  rejects('hmac', 'a token that has the public key as the key of an HMAC', 'auth-hmac-with-public-key', hmacToken),
  rejects('issuer', 'a token of another issuer', 'auth-issuer-ignored', tokenOfOtherIssuer),
  rejects('audience', 'a token for another audience', 'auth-audience-ignored', tokenForOtherAudience),

  check('challenge', {
    title: 'A 401 has WWW-Authenticate: Bearer, with error="invalid_token" after a request with a token',
    clauses: ['AU-4'],
    catches: ['auth-challenge-missing'],
    uses: { checkedAuthentication, expiredToken: optional(expiredToken), changedToken: optional(changedToken) },
    async run({ checkedAuthentication, expiredToken, changedToken }) {
      const responses = [
        { response: checkedAuthentication, hasToken: false },
        ...[expiredToken, changedToken].flatMap((response) => (response ? [{ response, hasToken: true }] : [])),
      ].filter(({ response }) => response.status === 401);
      if (responses.length === 0) blockCheck('no request returned 401');
      return eachExchange(
        responses.map(({ response, hasToken }) => ({ ...response, hasToken })),
        'responses examined',
        ({ headers, hasToken }) => {
          const challenge = headers.get('www-authenticate') ?? '';
          const isBearer = /(?:^|,)\s*Bearer\b/i.test(challenge);
          if (isBearer && (!hasToken || /\berror\s*=\s*"?invalid_token\b/i.test(challenge))) return undefined;
          return {
            message: 'a 401 does not say how to authenticate',
            expected: hasToken ? 'Bearer, with error="invalid_token"' : 'Bearer',
            actual: challenge === '' ? 'no such header' : isBearer ? 'Bearer, without that error' : 'another scheme',
            path: 'WWW-Authenticate',
          };
        },
      );
    },
  }),

  check('patient-of-token', {
    title: 'GET /Patient returns the patient whose BSN is in the token',
    clauses: ['AU-5'],
    isException: withoutTestTokens,
    catches: ['auth-bsn-ignored'],
    uses: { patientOfOtherToken, unknownPatient },
    async run({ patientOfOtherToken, unknownPatient }) {
      // Where only the run's patient is known, an unknown one shows whether the XIS looks at the BSN.
      const examined = [patientOfOtherToken, unknownPatient].flatMap((each) => each ?? []);
      const readable = examined.filter(({ patients }) => patients !== undefined);
      if (readable.length === 0) blockCheck('GET /Patient returned no searchset to the tokens of other patients');
      const finding = eachExchange(
        readable.map((each) => ({ ...each, exchangeId: each.response.exchangeId })),
        'tokens of other patients examined',
        ({ isKnown, others }) => {
          if (others.length === 0) return undefined;
          return {
            message: 'GET /Patient does not return the patient of the token',
            expected: isKnown ? 'the second test patient alone' : 'no patient with another BSN',
            actual: 'another patient',
          };
        },
      );
      // PT-2: a patient whom the XIS does not know is found by no token.
      if (finding.outcome === 'satisfied' && patientOfOtherToken?.patients?.length === 0) {
        blockCheck('the XIS does not know the second test patient');
      }
      return finding;
    },
  }),

  check('read-other-patient', {
    title: 'The token of a patient does not read the appointment of another one',
    clauses: ['AU-6'],
    catches: ['auth-read-other-patient'],
    uses: { readByOther },
    async run({ readByOther: { appointment, read, search, exchanges, control } }) {
      const statuses = [read, search].flatMap((response) => response?.status ?? []).join(' and ');
      const expected = '403, 404 or 422, and a search without results';
      if (appointment !== undefined) {
        const message = 'the token of a patient reads the appointment of another one';
        return violated({ message, expected, actual: `${statuses}, and the Appointment`, exchanges });
      }
      // A way by which the first patient does not read it either says nothing.
      const reads = read && control.wasRead ? [{ response: read, right: REFUSED }] : [];
      const searches = search && control.wasFound ? [{ response: search, right: [200, ...REFUSED] }] : [];
      const examined = [...reads, ...searches];
      if (examined.some(({ response }) => response.status === 401)) {
        blockCheck(`looking up the appointment returned ${statuses}: the token of the second test patient is refused`);
      }
      const wrong = examined.filter(({ response, right }) => !right.includes(response.status));
      if (wrong.length === 0) return satisfied(1, `looking up the appointment returned ${statuses}`);
      return violated({
        message: 'the token of a patient fails to read the appointment of another one, and is not refused',
        expected,
        actual: statuses,
        exchanges: wrong.map(({ response }) => response.exchangeId),
      });
    },
  }),

  check('book-for-other-patient', {
    title: 'The token of a patient does not book for another one',
    clauses: ['AU-6'],
    catches: ['auth-book-other-patient'],
    uses: { bookedByOther },
    async run({ bookedByOther: { attempt, isForFirst } }) {
      const { response } = attempt;
      if (isServed(response) && !isForFirst) return satisfied(1, 'the XIS booked for the patient of the token');
      return returnsStatus(response, REFUSED, 'a booking for another patient');
    },
  }),

  check('cancel-of-other-patient', {
    title: 'The token of a patient does not cancel the appointment of another one',
    clauses: ['AU-6'],
    catches: ['auth-cancel-other-patient'],
    uses: { cancelledByOther },
    async run({ cancelledByOther: { response, status } }) {
      if (status !== 'cancelled') return returnsStatus(response, REFUSED, 'a cancellation for another patient');
      return violated({
        message: 'the token of a patient cancelled the appointment of another one',
        expected: '403, 404 or 422, and an unchanged appointment',
        actual: `${describeStatus(response)}, and status cancelled`,
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('other-tenant', {
    title: 'The token of a client that may not act for the organization is refused',
    clauses: ['AU-8'],
    isException: true,
    catches: ['auth-other-tenant-accepted'],
    uses: { tokenOfOtherTenant },
    run: async ({ tokenOfOtherTenant }) =>
      returnsStatus(tokenOfOtherTenant, [401, 403, 404], 'a request with the token of a client of other organizations'),
  }),
]);

/** The statuses of a request for another patient (AU-6). */
const REFUSED = [403, 404, 422];

/** The check of a key that the XIS has not read yet: the rotation of keys is open. */
export const keyRotation = suite('authentication', [
  check('new-key', {
    title: 'A token that is signed with a new key of the authorization server is served, after a minute at the latest',
    clauses: ['AU-1'],
    isException: true,
    catches: ['auth-jwks-never-refetched'],
    uses: { tokenWithNewKey },
    async run({ tokenWithNewKey: response }) {
      if (isServed(response)) return satisfied(1, 'one new key examined');
      return violated({
        message: 'a token that is signed with a new key is refused: read the JWKS again for a kid that is not in it',
        expected: '200, a minute after the first refusal',
        actual: describeStatus(response),
        exchanges: [response.exchangeId],
      });
    },
  }),
]);
