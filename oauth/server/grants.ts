import { GRANTS, type Grant } from '../client/settings.ts';
import { ACCESS_TOKEN_TYPE, GRANT_TYPES, JWT_TYPE } from '../grant-types.ts';
import type { Client } from './clients.ts';
import type { IssuedToken, Issuer } from './issuer.ts';
import { OAuthError } from './oauth-error.ts';

const MAX_AUDIENCES = 20;

/** Returns the grant of a parameter `grant_type`; undefined for another one. */
export function findGrant(type: string | null): Grant | undefined {
  return GRANTS.find((grant) => GRANT_TYPES[grant] === type);
}

/** The response of the token endpoint (RFC 6749, section 5.1; RFC 8693, section 2.2.1). */
export interface TokenResponse {
  readonly access_token: string;
  readonly issued_token_type?: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope?: string;
}

/**
 * Issues a token for a grant.
 * @throws OAuthError for a request that the grant does not allow
 */
export async function grantToken(parameters: URLSearchParams, client: Client, issuer: Issuer): Promise<TokenResponse> {
  const type = parameters.get('grant_type');
  if (type === null) throw new OAuthError('invalid_request', 'grant_type is missing.');
  const grant = findGrant(type);
  if (grant === undefined)
    throw new OAuthError('unsupported_grant_type', `Expected ${Object.values(GRANT_TYPES).join(' or ')}.`);
  if (!client.grants.includes(grant)) throw new OAuthError('unauthorized_client', 'The client may not use this grant.');
  if (grant === 'token_exchange') return exchangeToken(parameters, client, issuer);
  const scope = readScope(parameters, client.scopes);
  const audience = readAudience(parameters, client, issuer);
  return toResponse(await issuer.issue({ client, audience, scope }), scope);
}

/** Exchanges the token of a patient for one with the audience of the XIS (RFC 8693; AU-1, AU-5). */
async function exchangeToken(parameters: URLSearchParams, client: Client, issuer: Issuer): Promise<TokenResponse> {
  const subjectToken = parameters.get('subject_token');
  const subjectType = parameters.get('subject_token_type');
  if (subjectToken === null) throw new OAuthError('invalid_request', 'subject_token is missing.');
  if (subjectType === null) throw new OAuthError('invalid_request', 'subject_token_type is missing.');
  if (subjectType !== ACCESS_TOKEN_TYPE && subjectType !== JWT_TYPE) {
    throw new OAuthError('invalid_request', `subject_token_type: expected ${ACCESS_TOKEN_TYPE}.`);
  }
  const requestedType = parameters.get('requested_token_type') ?? ACCESS_TOKEN_TYPE;
  if (requestedType !== ACCESS_TOKEN_TYPE && requestedType !== JWT_TYPE) {
    throw new OAuthError('invalid_request', `requested_token_type: expected ${ACCESS_TOKEN_TYPE}.`);
  }
  if (parameters.has('actor_token') !== parameters.has('actor_token_type')) {
    throw new OAuthError('invalid_request', 'actor_token and actor_token_type go together.');
  }
  const actor = parameters.get('actor_token');
  if (actor !== null && !(await issuer.inspect(actor)).isActive) {
    throw new OAuthError('invalid_request', 'The actor token is not valid.');
  }
  const { isActive, claims } = await issuer.inspect(subjectToken);
  if (!isActive) throw new OAuthError('invalid_request', 'The subject token is not valid.');
  const { spreekuurAudience = 'spreekuur' } = issuer.settings;
  const names = [claims['aud']].flat();
  if (!names.includes(spreekuurAudience) && !names.includes(client.clientId)) {
    throw new OAuthError('invalid_request', 'The subject token is for another audience.');
  }
  const scope = readScope(parameters, limitScopes(client.scopes, claims['scope']));
  const issued = await issuer.issue({
    client,
    audience: readAudience(parameters, client, issuer),
    scope,
    patient: issuer.patientOf(claims),
    until: Number(claims['exp']) * 1000,
    isExchanged: true,
  });
  return { ...toResponse(issued, scope), issued_token_type: requestedType };
}

/** Returns the audience that is asked for (RFC 8693, and `resource` of RFC 8707), or the only one that the client may have. */
function readAudience(parameters: URLSearchParams, { audiences }: Client, { settings }: Issuer): readonly string[] {
  const wanted = [...parameters.getAll('audience'), ...parameters.getAll('resource')];
  if (wanted.length > MAX_AUDIENCES) throw new OAuthError('invalid_target', 'Too many audiences.');
  if (wanted.length === 0) return audiences?.length === 1 ? audiences : [settings.xisAudience ?? 'xis'];
  if (audiences && !wanted.every((audience) => audiences.includes(audience))) {
    throw new OAuthError('invalid_target', 'The client may not have a token for this audience.');
  }
  return [...new Set(wanted)];
}

/** A list of scopes (RFC 6749, section 3.3). */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const MAX_SCOPE_LENGTH = 1000;

/** Returns the scopes that an exchange may ask for: no more than the token of the patient has (RFC 8693, section 2.1). */
function limitScopes(allowed: readonly string[] | undefined, ofToken: unknown): readonly string[] | undefined {
  if (typeof ofToken !== 'string') return allowed;
  const held = ofToken.split(' ');
  return allowed === undefined ? held : allowed.filter((scope) => held.includes(scope));
}

/** @param allowed all where undefined */
function readScope(parameters: URLSearchParams, allowed: readonly string[] | undefined): string | undefined {
  const text = parameters.get('scope');
  if (text === null) return allowed?.join(' ') || undefined;
  if (text.length > MAX_SCOPE_LENGTH || !SCOPES.test(text)) {
    throw new OAuthError('invalid_scope', 'scope: expected scopes with one space between them.');
  }
  const wanted = [...new Set(text.split(' '))];
  if (allowed && !wanted.every((scope) => allowed.includes(scope))) {
    throw new OAuthError('invalid_scope', 'The client may not have this scope.');
  }
  return wanted.join(' ');
}

function toResponse({ token, expiresInSeconds }: IssuedToken, scope: string | undefined): TokenResponse {
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    ...(scope !== undefined && { scope }),
  };
}
