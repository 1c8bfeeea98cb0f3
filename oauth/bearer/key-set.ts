import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import { discover } from '../discover.ts';
import type { OAuthSystem } from '../system.ts';

/** The public keys of an authorization server cannot be read: nothing can be said about a token. */
export class KeySetUnavailable extends Error {}

/** Finds the key that a token names; rejects with the errors of `jose`, or with `KeySetUnavailable`. */
export interface KeySet {
  /** @param mayRefetch whether an unknown key makes it read the keys again */
  readonly find: (mayRefetch: boolean) => JWTVerifyGetKey;
  /** Returns the keys as they are known; reads them first where they are not. */
  read(): Promise<JSONWebKeySet>;
}

/** The time for which the keys are kept: ten minutes. */
const MAX_AGE_MS = 600_000;
/** The time between two readings because of unknown keys: a minute. */
const MIN_AGE_MS = 60_000;
const TIMEOUT_MS = 5000;
const MAX_BYTES = 1_048_576;

/**
 * Creates the key set of an authorization server (RFC 7517), which is read when it is needed, and again for a key that is
 * not in it: after a rotation.
 */
export function createKeySet(
  source: { readonly issuer?: string | undefined; readonly jwksUri?: string | undefined },
  system: OAuthSystem,
): KeySet {
  let known: { readonly keys: JSONWebKeySet; readonly getKey: JWTVerifyGetKey; readonly at: number } | undefined;
  let refetchedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<NonNullable<typeof known>> | undefined;
  const fetchKeys = async () => {
    const { jwksUri = await discoverJwks(source.issuer, system) } = source;
    const { status, bytes, failure } = await fetchOnce(
      jwksUri,
      {},
      { system, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
    );
    const { value } = parseJson(bytes.toString('utf8'));
    const keys = value as JSONWebKeySet | undefined;
    if (failure || status !== 200 || keys === undefined) {
      throw new KeySetUnavailable(failure?.text ?? `the key set returned ${status}`);
    }
    try {
      known = { keys, getKey: createLocalJWKSet(keys), at: system.now() };
    } catch {
      throw new KeySetUnavailable('the key set is no JWKS');
    }
    return known;
  };
  /** Requests at the same time share one reading. */
  const refresh = (): Promise<NonNullable<typeof known>> => {
    reading ??= fetchKeys().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const current = async () => (known && system.now() - known.at < MAX_AGE_MS ? known : refresh());
  return {
    find: (mayRefetch) => async (header, token) => {
      const { getKey } = mayRefetch ? await current() : (known ?? (await refresh()));
      try {
        return await getKey(header, token);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        if (!isUnknown || !mayRefetch || system.now() - refetchedAt < MIN_AGE_MS) throw error;
        refetchedAt = system.now();
        return (await refresh()).getKey(header, token);
      }
    },
    read: async () => (await current()).keys,
  };
}

async function discoverJwks(issuer: string | undefined, system: OAuthSystem): Promise<string> {
  try {
    const { jwks_uri: uri } = await discover(issuer ?? '', system);
    if (uri !== undefined) return uri;
  } catch {
    // Said below: the address of the keys is what is missing.
  }
  throw new KeySetUnavailable("the issuer's metadata cannot be read");
}
