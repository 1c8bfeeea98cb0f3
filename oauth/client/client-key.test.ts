import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readClientKey } from './client-key.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-client-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads a key from a file with this content. */
async function read(content: string | object): Promise<Awaited<ReturnType<typeof readClientKey>>> {
  const path = join(folder, 'key.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readClientKey(path, '--client-key-jwk');
}

async function createKeys(algorithm: string) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const pem = await exportPKCS8(privateKey);
  return { privateJwk: await exportJWK(privateKey), publicJwk: await exportJWK(publicKey), pem };
}

describe('the private key of a client', () => {
  test.each(['RS256', 'ES256', 'ES384', 'EdDSA'])('without `alg` is one for %s', async (algorithm) => {
    const { privateJwk } = await createKeys(algorithm);
    expect(await read({ ...privateJwk, kid: 'k1' })).toEqual({ ...privateJwk, kid: 'k1', alg: algorithm });
  });

  test('keeps its own `alg`', async () => {
    const { privateJwk } = await createKeys('PS256');
    expect(await read({ ...privateJwk, alg: 'PS256' })).toHaveProperty('alg', 'PS256');
  });

  test.each([
    ['a public key', async () => (await createKeys('ES256')).publicJwk, /got a public key$/],
    ['a set of keys', async () => ({ keys: [(await createKeys('ES256')).privateJwk] }), /got a set of keys: leave one/],
    ['PEM', async () => (await createKeys('ES256')).pem, /got PEM: convert it to a JWK$/],
    ['a secret', async () => ({ kty: 'oct', k: 'Y2FuYXJ5' }), /got a secret \(`kty`: oct\)$/],
    ['an object of another kind', async () => ({ canary: 'canary' }), /got an object without `kty`$/],
    ['a list', async () => ['canary'], /got JSON that is not an object$/],
    ['a text', async () => 'canary', /got a text that is not JSON$/],
    ['an empty file', async () => '', /got a text that is not JSON$/],
    [
      'a key that is incomplete',
      async () => ({ kty: 'EC', crv: 'P-256', d: 'canary' }),
      /got a key that cannot be used: check `kty`/,
    ],
  ])('%s is a mistake whose text has nothing of it', async (_name, content, message) => {
    const error = await read(await content()).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain('key.json: expected a private key as a JWK');
    expect(String(error)).not.toMatch(/canary|Y2FuYXJ5/);
  });

  test('a missing file is named with its option', async () => {
    await expect(readClientKey(join(folder, 'no.json'), '--client-key-jwk')).rejects.toThrow(
      /no\.json: expected the private key of --client-key-jwk, got no such file$/,
    );
  });
});
