import { errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import { discover } from '../discover.ts';
import { createKeyFinder, readPublicKeys } from '../public-keys.ts';
import { RecentEntries } from '../recent-entries.ts';
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
/** The time for which a key that was not found is not looked for again: a minute. */
const UNKNOWN_MS = 60_000;
/** The keys that were not found, and that are remembered: anybody can make up their names. */
const MAX_UNKNOWN = 100;
/** The time between two readings because of unknown keys: a second. A request waits for the next one. */
const MIN_GAP_MS = 1000;
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
 * @param refetchesFreely whether each unknown key makes it read the keys again, without the limits of time
 */
export function createKeySet(
  source: { readonly issuer?: string | undefined; readonly jwksUri?: string | undefined },
  system: OAuthSystem,
  { refetchesFreely = false }: { readonly refetchesFreely?: boolean } = {},
): KeySet {
  let known: KnownKeys | undefined;
  let refetchedAt = Number.NEGATIVE_INFINITY;
  const unknown = new RecentEntries<number>(MAX_UNKNOWN);
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
  const share = (start: () => Promise<KnownKeys>): Promise<KnownKeys> => {
    reading ??= start().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const refetch = async (): Promise<KnownKeys> => {
    const passedMs = Math.abs(system.now() - refetchedAt);
    if (!refetchesFreely && passedMs < MIN_GAP_MS) await system.wait(MIN_GAP_MS - passedMs);
    refetchedAt = system.now();
    return read();
  };
  const current = async () => (known && isWithin(MAX_AGE_MS, known.at) ? known : share(read));
  /** Finds a key in the newest keys; rejects with the error of the keys that are known if it was looked for lately. */
  const findNew: JWTVerifyGetKey = async (header, token) => {
    const name = JSON.stringify([header.kid, header.alg]);
    const lookedAt = unknown.get(name) ?? Number.NEGATIVE_INFINITY;
    const isKnownAsUnknown = !refetchesFreely && isWithin(UNKNOWN_MS, lookedAt);
    const { getKey } = isKnownAsUnknown ? await current() : await share(refetch);
    try {
      return await getKey(header, token);
    } catch (error) {
      if (!isKnownAsUnknown) unknown.set(name, system.now());
      throw error;
    }
  };
  return {
    find: (mayRefetch) => async (header, token) => {
      const { getKey } = mayRefetch ? await current() : (known ?? (await share(read)));
      try {
        return await getKey(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayRefetch) throw error;
      }
      try {
        // It may have begun before the key was new.
        if (reading) return await (await reading).getKey(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      return findNew(header, token);
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
