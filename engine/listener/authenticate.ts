import type { IncomingMessage } from 'node:http';
import { REJECTIONS } from '../../oauth/bearer/rejections.ts';
import type { BearerRejection } from '../../oauth/bearer/validate.ts';
import type { ResolvedOptions } from '../options.ts';
import { type CallbackResponse, refuse, type TokenRejection } from './callbacks.ts';

/** Validates the token of a callback; returns the error response if it is rejected. */
export type Authenticate = (
  request: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
) => Promise<CallbackResponse | undefined>;

/** The time after which the keys of the authorization server are worth another try. */
const KEYS_RETRY_SECONDS = 5;

/**
 * Creates the validation of the tokens of callbacks: by client credentials, so without a BSN (AU-7), and of a client that may
 * act for the organization (AU-8). It is loaded only where tokens are looked at.
 * @returns undefined where they are not
 */
export function createAuthentication({
  authentication: settings,
  organization,
  system,
}: Pick<ResolvedOptions, 'authentication' | 'organization' | 'system'>): Authenticate | undefined {
  if (settings === undefined || settings.mode === 'off') return undefined;
  const load = async () => {
    const { createBearerValidator } = await import('../../oauth/bearer/validate.ts');
    return createBearerValidator(settings, system);
  };
  let loading: ReturnType<typeof load> | undefined;
  return async (request) => {
    loading ??= load();
    const verdict = await (await loading).validate(request);
    if (!('bearer' in verdict)) return toResponse(verdict);
    const { bearer } = verdict;
    if (bearer?.bsn !== undefined) return forbid('patient-token', 'The token of a callback has no BSN.');
    if (bearer?.mayActFor(organization) === false) {
      return forbid('other-organizations', 'The client of the token may not act for this organization.');
    }
    return undefined;
  };
}

function forbid(rejection: TokenRejection, diagnostics: string): CallbackResponse {
  return { ...refuse(403, 'forbidden', diagnostics), rejection };
}

function toResponse({ reason, description, challenge }: BearerRejection): CallbackResponse {
  const { status, code } = REJECTIONS[reason];
  return {
    ...refuse(status, code, description),
    rejection: reason,
    ...(challenge !== undefined && { challenge }),
    ...(status === 503 && { retryAfterSeconds: KEYS_RETRY_SECONDS }),
  };
}
