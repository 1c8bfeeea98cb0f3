import { expect, test } from 'vitest';
import { SigningKeys } from './signing-keys.ts';

function createKeys(): SigningKeys {
  let count = 0;
  return new SigningKeys('ES256', () => `k${++count}`);
}

async function idsAt(keys: SigningKeys, now: number): Promise<readonly unknown[]> {
  return (await keys.publicKeys(now)).keys.map(({ kid }) => kid);
}

test('a key whose tokens are valid outlives any number of rotations, and one whose tokens have expired does not', async () => {
  const keys = createKeys();
  keys.noteUse(await keys.current(), 5000);
  keys.noteUse(await keys.rotate(), 1000);
  for (let count = 0; count < 49; count++) keys.noteUse(await keys.rotate(), 9000);
  expect((await idsAt(keys, 0)).slice(0, 3)).toEqual(['k1', 'k3', 'k4']);
});

test('a key that is new and has no token yet is kept', async () => {
  const keys = createKeys();
  for (let count = 0; count < 50; count++) keys.noteUse(await keys.rotate(), 9000);
  const added = await keys.add();
  keys.noteUse(added, 9000);
  expect(await idsAt(keys, 0)).toContain(added.kid);
});
