import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { createTestSystem } from '../../test/support/authorization-server.ts';
import { createKeySet } from './key-set.ts';

const HEADER = { alg: 'ES256', kid: 'k1' };
const NEW_HEADER = { alg: 'ES256', kid: 'k2' };
const TOKEN = { payload: '', signature: '' };

async function createKey(kid: string) {
  const { publicKey } = await generateKeyPair('ES256');
  return { ...(await exportJWK(publicKey)), kid };
}

/** Creates a key set of a server that responds as a function says. */
function createSet(respond: (system: ReturnType<typeof createTestSystem>) => Response | Promise<Response>) {
  let requests = 0;
  const system = createTestSystem(async () => {
    requests++;
    return respond(system);
  });
  const keys = createKeySet({ jwksUri: 'https://login.example/jwks' }, system);
  return {
    system,
    find: (header = HEADER) => keys.find(true)(header, TOKEN),
    get requests() {
      return requests;
    },
  };
}

test('the keys are kept for ten minutes, and requests at the same time share one reading', async () => {
  const key = await createKey('k1');
  const set = createSet(() => Response.json({ keys: [key] }));
  await Promise.all([set.find(), set.find(), set.find()]);
  set.system.pass(599_999);
  await set.find();
  expect(set.requests).toBe(1);
  set.system.pass(1);
  await set.find();
  expect(set.requests).toBe(2);
});

test('an unknown key is a reason to read them again, at most once a minute, also after the clock was set back', async () => {
  const keys = [await createKey('k1')];
  const set = createSet(() => Response.json({ keys }));
  await set.find();
  await expect(set.find(NEW_HEADER)).rejects.toThrow();
  expect(set.requests).toBe(2);
  keys.push(await createKey('k2'));
  await expect(set.find(NEW_HEADER)).rejects.toThrow();
  expect(set.requests).toBe(2);
  set.system.pass(-3_600_000);
  await set.find(NEW_HEADER);
  expect(set.requests).toBe(3);
});

test('after a failure that took long, the next requests do not wait', async () => {
  const set = createSet((system) => {
    system.pass(5000);
    return new Response('', { status: 503 });
  });
  await expect(set.find()).rejects.toThrow('the key set returned 503');
  await expect(set.find()).rejects.toThrow('the key set returned 503');
  set.system.pass(4999);
  await expect(set.find()).rejects.toThrow();
  expect(set.requests).toBe(1);
  set.system.pass(1);
  await expect(set.find()).rejects.toThrow();
  expect(set.requests).toBe(2);
});

test('after a failure that took no time, the next request tries again', async () => {
  const keys = [await createKey('k1')];
  const responses = [new Response('', { status: 503 }), Response.json({ keys })];
  const set = createSet(() => responses.shift() ?? Response.error());
  await expect(set.find()).rejects.toThrow();
  await set.find();
  expect(set.requests).toBe(2);
});
