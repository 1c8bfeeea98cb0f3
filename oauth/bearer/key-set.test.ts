import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { createTestSystem, type TestSystem } from '../../test/support/authorization-server.ts';
import { createKeySet } from './key-set.ts';

const HEADER = { alg: 'ES256', kid: 'k1' };
const NEW_HEADER = { alg: 'ES256', kid: 'k2' };
const TOKEN = { payload: '', signature: '' };

async function createKey(kid: string) {
  const { publicKey } = await generateKeyPair('ES256');
  return { ...(await exportJWK(publicKey)), kid };
}

/** Creates a key set of a server that responds as a function says. */
function createSet(
  respond: (system: TestSystem) => Response | Promise<Response>,
  { refetchesFreely = false, wait }: { refetchesFreely?: boolean; wait?: TestSystem['wait'] } = {},
) {
  let requests = 0;
  const system = createTestSystem(async () => {
    requests++;
    return respond(system);
  });
  const timed = wait ? { ...system, wait } : system;
  const keys = createKeySet({ jwksUri: 'https://login.example/jwks' }, timed, { refetchesFreely });
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

test('an unknown key is a reason to read them again, once a minute for each, also after the clock was set back', async () => {
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

test('a key that does not exist is no reason to reject one that is new', async () => {
  const keys = [await createKey('k1')];
  const set = createSet(() => Response.json({ keys }));
  await set.find();
  await expect(set.find({ ...HEADER, kid: 'made-up' })).rejects.toThrow();
  keys.push(await createKey('k2'));
  await set.find(NEW_HEADER);
  expect(set.requests).toBe(3);
});

test('of many keys that do not exist, the readings are a second apart, and the requests wait for them', async () => {
  const keys = [await createKey('k1')];
  const readAt: number[] = [];
  const set = createSet(
    (system) => {
      readAt.push(system.now());
      return Response.json({ keys });
    },
    {
      // Only a time-out takes longer than the gap.
      wait: async (ms) => (ms > 1000 ? new Promise(() => {}) : set.system.pass(ms)),
    },
  );
  await set.find();
  const findAll = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, (_, index) => set.find({ ...HEADER, kid: `${count}-${index}` })));
  await findAll(200);
  set.system.pass(400);
  await findAll(300);
  const [, ...again] = readAt;
  const gaps = again.slice(1).map((at, index) => at - (again[index] ?? 0));
  expect(gaps).toEqual([1000, 1000, 1000]);
});

test('after a rotation, requests at the same time share one reading, and all find the new key', async () => {
  const keys = [await createKey('k1')];
  const set = createSet(() => Response.json({ keys }));
  await set.find();
  keys.push(await createKey('k2'));
  await Promise.all(Array.from({ length: 20 }, () => set.find(NEW_HEADER)));
  expect(set.requests).toBe(2);
});

test('a reading that began before the rotation does not decide about the new key', async () => {
  const keys = [await createKey('k1')];
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const set = createSet(async () => {
    const response = Response.json({ keys });
    if (set.requests === 2) await released;
    return response;
  });
  await set.find();
  const early = set.find({ ...HEADER, kid: 'made-up' });
  await expect.poll(() => set.requests).toBe(2);
  keys.push(await createKey('k2'));
  const late = set.find(NEW_HEADER);
  release();
  await expect(early).rejects.toThrow();
  await late;
  expect(set.requests).toBe(3);
});

test('keys that cannot be read after a rotation are an error of the server, until they can be read', async () => {
  const keys = [await createKey('k1')];
  let isDown = false;
  const set = createSet(() => (isDown ? new Response('', { status: 503 }) : Response.json({ keys })));
  await set.find();
  keys.push(await createKey('k2'));
  isDown = true;
  for (let count = 0; count < 3; count++) {
    await expect(set.find(NEW_HEADER)).rejects.toThrow('the key set returned 503');
  }
  isDown = false;
  await set.find(NEW_HEADER);
});

test('the keys of a server of the same process are read again for each unknown key, at once', async () => {
  const keys = [await createKey('k1')];
  const set = createSet(() => Response.json({ keys }), { refetchesFreely: true, wait: () => new Promise(() => {}) });
  await set.find();
  await expect(set.find(NEW_HEADER)).rejects.toThrow();
  keys.push(await createKey('k2'));
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
