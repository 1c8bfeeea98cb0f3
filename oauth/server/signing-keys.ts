import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import type { Algorithm } from '../algorithms.ts';

/** A key pair of the authorization server. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys that are kept: those go first whose last token expires first. */
const MAX_KEYS = 50;

/** The keys of an authorization server: one signs, and an old one stays public until its last token has expired. */
export class SigningKeys {
  readonly #algorithm: Algorithm;
  readonly #randomId: () => string;
  /** By id, the oldest first. */
  readonly #keys = new Map<string, { readonly key: SigningKey; usedUntil: number }>();
  #current: Promise<SigningKey> | undefined;
  #currentId = '';

  /** @param randomId creates the id of a key */
  constructor(algorithm: Algorithm, randomId: () => string) {
    this.#algorithm = algorithm;
    this.#randomId = randomId;
  }

  /** Returns the key that signs; creates it first, which takes a tenth of a second for RSA. */
  current(): Promise<SigningKey> {
    this.#current ??= this.rotate();
    return this.#current;
  }

  /** Creates a key that does not become the current one. It is public as soon as a token is signed with it. */
  async add(): Promise<SigningKey> {
    const key = await createSigningKey(this.#algorithm, this.#randomId());
    this.#keep(key);
    return key;
  }

  /** Signs with a new key from now on. */
  async rotate(): Promise<SigningKey> {
    const key = await createSigningKey(this.#algorithm, this.#randomId());
    this.#currentId = key.kid;
    this.#current = Promise.resolve(key);
    this.#keep(key);
    return key;
  }

  #keep(key: SigningKey): void {
    this.#keys.set(key.kid, { key, usedUntil: Number.NEGATIVE_INFINITY });
    if (this.#keys.size <= MAX_KEYS) return;
    const [first] = [...this.#keys]
      .filter(([id]) => id !== this.#currentId && id !== key.kid)
      .sort(([, one], [, other]) => one.usedUntil - other.usedUntil);
    if (first) this.#keys.delete(first[0]);
  }

  /** Notes, before a token is signed, until when it is valid, in milliseconds. */
  noteUse({ kid }: SigningKey, until: number): void {
    const known = this.#keys.get(kid);
    if (known) known.usedUntil = Math.max(known.usedUntil, until);
  }

  /**
   * Returns the public keys (RFC 7517), without old ones whose last token has expired. They are not removed: the clock can be
   * set back.
   * @param now milliseconds since the epoch
   */
  async publicKeys(now: number): Promise<JSONWebKeySet> {
    await this.current();
    const isPublic = (id: string, usedUntil: number): boolean => id === this.#currentId || usedUntil > now;
    const keys = [...this.#keys].filter(([id, { usedUntil }]) => isPublic(id, usedUntil));
    return { keys: keys.map(([, { key }]) => key.publicJwk) };
  }

  /** Returns every key, for tokens of any time. */
  allKeys(): Promise<JSONWebKeySet> {
    return this.publicKeys(Number.NEGATIVE_INFINITY);
  }
}

export async function createSigningKey(algorithm: Algorithm, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  return { kid, algorithm, privateKey, publicJwk };
}
