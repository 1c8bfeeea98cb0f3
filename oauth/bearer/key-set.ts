import { errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import { discover } from '../discover.ts';
import { createKeyFinder, readPublicKeys } from '../public-keys.ts';
import type { OAuthSystem } from '../system.ts';

/** The public keys of an authorization server cannot be read: nothing can be said about a token. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

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

interface KnownKeys {
  readonly keys: JSONWebKeySet;
  readonly getKey: JWTVerifyGetKey;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Creates the key set of an authorization server (RFC 7517), which is read when it is needed, and again for a key that is
 * not in it: after a rotation. After a failure it is read again no sooner than the failure took.
 */
export function createKeySet(
  source: { readonly issuer?: string | undefined; readonly jwksUri?: string | undefined },
  system: OAuthSystem,
): KeySet {
  let known: KnownKeys | undefined;
  let refetchedAt = Number.NEGATIVE_INFINITY;
  let failed: { readonly at: number; readonly tookMs: number; readonly error: KeySetUnavailable } | undefined;
  let reading: Promise<KnownKeys> | undefined;
  // A clock that was set back would make the keys young for ever.
  const isWithin = (ms: number, instant: number): boolean => Math.abs(system.now() - instant) < ms;
  const read = async (): Promise<KnownKeys> => {
    // Of many requests to a server that does not respond, not each waits.
    if (failed && isWithin(failed.tookMs, failed.at)) throw failed.error;
    const startedAt = system.now();
    try {
      const keys = await fetchKeys(source, system);
      failed = undefined;
      known = { keys, getKey: createKeyFinder(keys), at: system.now() };
      return known;
    } catch (cause) {
      const error = cause instanceof KeySetUnavailable ? cause : new KeySetUnavailable('the key set cannot be read');
      failed = { at: system.now(), tookMs: Math.min(Math.abs(system.now() - startedAt), 2 * TIMEOUT_MS), error };
      throw error;
    }
  };
  /** Requests at the same time share one reading. */
  const refresh = (): Promise<KnownKeys> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const current = async () => (known && isWithin(MAX_AGE_MS, known.at) ? known : refresh());
  return {
    find: (mayRefetch) => async (header, token) => {
      const { getKey } = mayRefetch ? await current() : (known ?? (await refresh()));
      try {
        return await getKey(header, token);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        if (!isUnknown || !mayRefetch || isWithin(MIN_AGE_MS, refetchedAt)) throw error;
        refetchedAt = system.now();
        return (await refresh()).getKey(header, token);
      }
    },
    read: async () => (await current()).keys,
  };
}

/** @throws KeySetUnavailable */
async function fetchKeys(source: Parameters<typeof createKeySet>[0], system: OAuthSystem): Promise<JSONWebKeySet> {
  const { jwksUri = await discoverJwks(source.issuer, system) } = source;
  const limits = { system, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const { status, bytes, failure } = await fetchOnce(jwksUri, {}, limits);
  if (failure || status !== 200) throw new KeySetUnavailable(failure?.text ?? `the key set returned ${status}`);
  const keys = readPublicKeys(parseJson(bytes.toString('utf8')).value);
  if (!keys) throw new KeySetUnavailable('the key set is no JWKS');
  return keys;
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
