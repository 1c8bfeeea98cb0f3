import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import type { Algorithm } from '../algorithms.ts';

/** A key pair of the authorization server. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of an authorization server: one signs, and an old one stays public until its last token has expired. */
export class SigningKeys {
  readonly #algorithm: Algorithm;
  readonly #randomId: () => string;
  readonly #keys = new Map<string, { readonly key: SigningKey; usedUntil: number }>();
  #current: Promise<SigningKey> | undefined;

  /** @param randomId creates the id of a key */
  constructor(algorithm: Algorithm, randomId: () => string) {
    this.#algorithm = algorithm;
    this.#randomId = randomId;
  }

  /** Returns the key that signs; creates it first, which takes a tenth of a second for RSA. */
  current(): Promise<SigningKey> {
    this.#current ??= this.add();
    return this.#current;
  }

  /** Creates a key and publishes it, without signing with it from now on. */
  async add(): Promise<SigningKey> {
    const key = await createSigningKey(this.#algorithm, this.#randomId());
    this.#keys.set(key.kid, { key, usedUntil: 0 });
    return key;
  }

  /** Signs with a new key from now on. */
  async rotate(): Promise<SigningKey> {
    const key = await this.add();
    this.#current = Promise.resolve(key);
    return key;
  }

  /** Notes that a token of a key is valid until a time in milliseconds. */
  noteUse({ kid }: SigningKey, until: number): void {
    const known = this.#keys.get(kid);
    if (known) known.usedUntil = Math.max(known.usedUntil, until);
  }

  /** Returns the public keys (RFC 7517), without those whose last token has expired. */
  async publicKeys(now: number): Promise<JSONWebKeySet> {
    const { kid } = await this.current();
    for (const [id, { usedUntil }] of this.#keys) if (id !== kid && usedUntil <= now) this.#keys.delete(id);
    return { keys: [...this.#keys.values()].map(({ key }) => key.publicJwk) };
  }
}

export async function createSigningKey(algorithm: Algorithm, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  return { kid, algorithm, privateKey, publicJwk };
}
