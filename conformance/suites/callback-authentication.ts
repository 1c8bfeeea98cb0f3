import { eachExchange } from '../assertions/assert-each.ts';
import { responsesIn } from '../callbacks/callback-collector.ts';
import type { InspectedOnArrival } from '../callbacks/inspect-token.ts';
import type { ReceivedCallback } from '../callbacks/received-callback.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { optional } from '../fixture.ts';
import { type Approvals, approvals, decisionsOf } from '../fixtures/approvals.ts';
import { describeSilence } from '../fixtures/silence.ts';
import {
  isForOthers,
  isServed,
  type TokenIssuer,
  testTokens,
  withoutTestTokens,
  withoutToken,
} from '../fixtures/tokens.ts';
import { REGISTER_CLIENT } from '../need.ts';
import { blockCheck, skipCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

/** Checks of the tokens of callbacks (AU-7, AU-9). */
export const callbackAuthentication = suite('authentication', [
  check('callback-token', {
    title: 'The callback has a bearer token',
    clauses: ['AU-7'],
    isException: withoutTestTokens,
    catches: ['callback-without-token'],
    // A XIS that serves a request without a token is in an environment without authentication.
    uses: { approvals, testTokens: optional(testTokens), withoutToken: optional(withoutToken) },
    async run({ session, approvals, testTokens, withoutToken }) {
      const callbacks = requireCallbacks(approvals);
      const missing = callbacks.filter(({ token }) => token === undefined);
      if (missing.length > 0 && withoutToken && isServed(withoutToken)) {
        blockCheck(`the callback has no token, as a request needs none: ${describeRegistration(session)}`);
      }
      if (missing.length > 0 && !(await hasCredentials(session, testTokens))) {
        blockCheck(`the callback has no token, and the XIS has got no token: ${describeRegistration(session)}`);
      }
      return eachExchange(callbacks, 'callbacks examined', ({ token }) => {
        if (token) return undefined;
        const message = 'a callback has no token';
        return { message, expected: 'Authorization: Bearer', actual: 'no such header', path: 'Authorization' };
      });
    },
  }),

  check('callback-token-valid', {
    title: 'The token of the callback is valid, and for Spreekuur.nl',
    clauses: ['AU-7'],
    isException: withoutTestTokens,
    catches: ['callback-token-expired'],
    uses: { testTokens, approvals },
    async run({ session, approvals }) {
      const audience = session.options.testTokens?.callback_audience;
      return eachExchange(
        await requireTokensOfOurs(session, approvals),
        'tokens examined',
        ({ inspected: { state, claims } }) => {
          if (state !== 'valid') {
            const message = 'the token of a callback is not valid';
            const actual = state === 'expired' ? 'a token that has expired' : 'a token that was revoked';
            return { message, expected: 'a valid token', actual };
          }
          if (audience === undefined || [claims['aud']].flat().includes(audience)) return undefined;
          const message = 'the token of a callback is for another audience';
          return { message, expected: `aud '${audience}'`, actual: 'another audience' };
        },
      );
    },
  }),

  check('callback-token-without-bsn', {
    title: 'The token of the callback has no BSN',
    clauses: ['AU-7'],
    isException: withoutTestTokens,
    catches: ['callback-token-with-bsn'],
    uses: { testTokens, approvals },
    async run({ session, approvals }) {
      const tokens = await requireTokensOfOurs(session, approvals);
      return eachExchange(tokens, 'tokens examined', ({ inspected: { hasBsn } }) => {
        if (!hasBsn) return undefined;
        const message = 'the token of a callback is that of a patient';
        return { message, expected: 'a token from client credentials, without a BSN', actual: 'a token with a BSN' };
      });
    },
  }),

  check('callback-after-401', {
    title: 'A callback that got 401 is sent again with another token',
    clauses: ['AU-9'],
    catches: ['callback-token-reused-after-401', 'callback-lost-after-401'],
    uses: { testTokens, approvals },
    async run({ session, approvals }) {
      const { declined } = approvals;
      const responses = declined ? responsesIn(declined) : [];
      const index = responses.findIndex(({ responseStatus }) => responseStatus === 401);
      const refused = responses[index];
      if (!refused) {
        await requireTokensOfOurs(session, approvals);
        blockCheck('no callback came that could get 401');
      }
      const retry = responses[index + 1];
      const expected = 'the same callback with another token';
      if (!retry) {
        const message = 'a callback that got 401 is not sent again';
        const actual = await describeSilence(session);
        return violated({ message, expected, actual, exchanges: [refused.exchangeId] });
      }
      if (retry.token?.text !== refused.token?.text)
        return satisfied(1, 'one callback that got 401 examined, and no failure of the token endpoint');
      return violated({
        message: 'a callback that got 401 is sent again with the token that was refused',
        expected,
        actual: 'the same token',
        exchanges: [refused.exchangeId, retry.exchangeId],
      });
    },
  }),
]);

/** @throws CheckBlocked when no callback about a decision has come */
function requireCallbacks(approvals: Approvals): readonly ReceivedCallback[] {
  const callbacks = decisionsOf(approvals).flatMap(responsesIn);
  return callbacks.length > 0 ? callbacks : blockCheck('no callback came after the decision');
}

/** A callback with a token of the authorization server of the option `testTokens`. */
interface InspectedCallback {
  readonly exchangeId: string;
  readonly inspected: InspectedOnArrival;
}

/**
 * Returns the callbacks with tokens of the authorization server of the option `testTokens`.
 * @throws CheckNotApplicable when all tokens are of another issuer
 * @throws CheckBlocked when no callback has a token that was inspected
 */
async function requireTokensOfOurs(session: Session, approvals: Approvals): Promise<readonly InspectedCallback[]> {
  const callbacks = requireCallbacks(approvals);
  const option = session.options.nameOption('testTokens');
  if (callbacks.every(({ token }) => token === undefined)) {
    blockCheck(`the callback has no token: ${describeRegistration(session)}`);
  }
  const inspections = callbacks.map(async ({ exchangeId, token }) => ({
    exchangeId,
    inspected: await token?.inspected,
  }));
  const inspected = (await Promise.all(inspections)).flatMap(({ exchangeId, inspected }) =>
    inspected ? [{ exchangeId, inspected }] : [],
  );
  if (inspected.length === 0) blockCheck(`the authorization server of ${option} could not inspect the tokens`);
  const ours = inspected.filter(({ inspected: { isOurs } }) => isOurs);
  return ours.length > 0 ? ours : skipCheck('the callback has a token of another issuer, which is not judged');
}

/** Returns whether the XIS has got a token: a client that may be its own one has. */
async function hasCredentials({ options }: Session, issuer: TokenIssuer | undefined): Promise<boolean> {
  if (!issuer) return false;
  const clients = await issuer.clients();
  return clients.some(
    (client) =>
      client.issued > 0 &&
      !issuer.clientsOfSpreekuur.has(client.clientId) &&
      !isForOthers(client, options.organization),
  );
}

function describeRegistration({ options }: Session): string {
  return `${REGISTER_CLIENT}; then set ${options.nameOption('testTokens')}`;
}
