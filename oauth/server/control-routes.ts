import { isBsn } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { stringFormat } from '../../schema/formats.ts';
import { boolean, integer, object, oneOf, type Schema, string } from '../../schema/schema.ts';
import { readBsn } from '../bearer/claims.ts';
import { type AuthorizationControl, AuthorizationControlError, showClaims } from './control.ts';
import { serverFaultSchema } from './faults.ts';
import { TOKEN_DEVIATIONS } from './issuer.ts';

const text = {
  minLength: 1,
  maxLength: 200,
  pattern: '^\\S+$',
  expected: 'a text of 1 to 200 characters without spaces',
};
const bsnText = stringFormat(
  'login-bsn',
  isBsn,
)({
  expected: 'a BSN: nine digits that pass the eleven test',
  description: 'The BSN of the patient.',
});
const subject = string({ ...text, description: 'The claim `sub`; default: an opaque id for each patient.' });
const clientId = string({ ...text, description: 'The id of the client.' });
const token = string({ minLength: 1, maxLength: 16_384, description: 'The token.' });
const lifetimeSeconds = integer({ minimum: 1, maximum: 86_400, description: 'The lifetime of the token, in seconds.' });
const instantText = stringFormat('clock-instant-text', (value) => parseInstant(value) !== undefined);

/** A route of the control interface of an authorization server. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the control interface. */
  readonly path: string;
  readonly summary: string;
  readonly input?: Schema<unknown>;
  readonly handle: (control: AuthorizationControl, input: never) => unknown;
}

function route<Input = undefined>(
  method: ControlRoute['method'],
  path: string,
  summary: string,
  handle: (control: AuthorizationControl, input: Input) => unknown,
  input?: Schema<Input>,
): ControlRoute {
  return { method, path, summary, handle, ...(input && { input }) };
}

/** Returns a token as the token endpoint does (RFC 6749, section 5.1). */
const toTokenResponse = (issued: { readonly token: string; readonly expiresInSeconds: number }) => ({
  access_token: issued.token,
  token_type: 'Bearer',
  expires_in: issued.expiresInSeconds,
});

/** The routes of the control interface, in the order of the documentation. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  route('GET', '/', 'Clock, keys, clients and faults', (control) => control.view()),
  route(
    'POST',
    '/login',
    "Logs a patient in: returns the patient's own token, for a token exchange",
    async (control, login) => toTokenResponse(await control.login(login)),
    object({}, { bsn: bsnText, subject, lifetimeSeconds }),
  ),
  route(
    'POST',
    '/tokens',
    'Issues a token for a test, valid or with a deviation',
    async (control, request) => toTokenResponse(await control.issue(request)),
    object(
      {},
      {
        clientId: string({
          ...text,
          description: 'The client that the token is issued to; default: `spreekuur`, or the first client.',
        }),
        audience: string({ ...text, description: 'The audience; default: the XIS.' }),
        scope: string({ minLength: 1, maxLength: 1000, description: 'The scopes, separated by spaces.' }),
        bsn: bsnText,
        subject,
        lifetimeSeconds,
        deviation: oneOf(TOKEN_DEVIATIONS, { description: 'What is wrong with the token; default: nothing.' }),
      },
    ),
  ),
  route(
    'POST',
    '/inspect',
    'Says whether a token was issued here, is valid, and has a BSN',
    async (control, { token: text }) => {
      const { isOurs, isActive, claims } = await control.inspect(text);
      const { bsnClaim = 'bsn' } = control.settings;
      return { isOurs, isActive, hasBsn: readBsn(claims, bsnClaim) !== undefined, claims: showClaims(claims) };
    },
    object({ token }),
  ),
  route('POST', '/rotate-keys', 'Signs with a new key from now on', (control) => control.rotateKeys()),
  route(
    'POST',
    '/revoke',
    'Makes a token inactive',
    async (control, { token: text }) => {
      if (!(await control.revoke(text)))
        throw new AuthorizationControlError('not-found', 'the token was not issued here');
    },
    object({ token }),
  ),
  route('POST', '/expire', 'Moves the clock forward until every token has expired', (control) => control.expire()),
  route(
    'POST',
    '/clock',
    'Moves or sets the clock',
    (control, { advanceSeconds = 0, now, frozen }) => {
      const aheadMs = advanceSeconds * 1000;
      const start = parseInstant(now ?? '') ?? control.now();
      if (now === undefined && frozen === undefined) control.advance(aheadMs);
      else control.setClock(start + aheadMs, frozen ?? false);
    },
    object(
      {},
      {
        advanceSeconds: integer({ minimum: 1, maximum: 315_360_000, description: 'Seconds to move forward.' }),
        now: instantText({ expected: 'an instant with offset', description: 'The time to set.' }),
        frozen: boolean({
          description: 'Whether the clock stays there; default: no, and with `advanceSeconds` alone as before.',
        }),
      },
    ),
  ),
  route(
    'PUT',
    '/client-secret',
    'Changes the secret of a client',
    (control, { clientId: id, clientSecret }) => control.setClientSecret(id, clientSecret),
    object({ clientId, clientSecret: string({ ...text, description: 'The new secret.' }) }),
  ),
  route('POST', '/faults', 'Adds a fault', (control, fault) => control.addFault(fault), serverFaultSchema),
  route('DELETE', '/faults', 'Removes all faults', (control) => control.clearFaults()),
  route('GET', '/requests', 'The last requests to the endpoints, oldest first', (control) =>
    control.requests().map(({ at, ...request }) => ({ at: new Date(at).toISOString(), ...request })),
  ),
  route('POST', '/reset', 'Removes faults and requests, and resets the clock', (control) => control.reset()),
];
