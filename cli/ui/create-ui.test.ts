import supertest from 'supertest';
import { expect, test } from 'vitest';
import { createUi, type LazyUiPart } from './create-ui.ts';
import { uiRoute } from './route.ts';

/** Creates a part that fails to load so many times. */
function createPart(
  prefix: string,
  failures: number,
): LazyUiPart & { readonly loads: number; readonly isClosed: boolean } {
  const part = {
    prefixes: [prefix],
    loads: 0,
    isClosed: false,
    async load() {
      part.loads += 1;
      if (part.loads <= failures) throw new Error('no such module');
      return {
        routes: [
          uiRoute('GET', prefix, 'A route', { response: { description: 'Its path.' }, handle: () => ({ prefix }) }),
        ],
        close: async () => {
          part.isClosed = true;
        },
      };
    },
  };
  return part;
}

test('a part is loaded once, when it is first used; one that failed to load is tried again', async () => {
  const [sound, failing, unused] = [createPart('/sound', 0), createPart('/failing', 1), createPart('/unused', 0)];
  const errors: unknown[] = [];
  const ui = createUi({
    version: '0.0.0',
    access: { token: undefined, isLoopback: () => true },
    views: ['check'],
    parts: [sound, failing, unused],
    onError: (error) => errors.push(error),
  });
  const get = (path: string) => supertest(ui.handle).get(`/__ui${path}`);
  await get('/sound').expect(200, { prefix: '/sound' });
  await get('/sound').expect(200);
  const { body } = await get('/failing').expect(500);
  expect(body.issue[0].diagnostics).toBe('Unexpected error.');
  await get('/failing').expect(200);
  expect([sound.loads, failing.loads, unused.loads, errors.length]).toEqual([1, 2, 0, 1]);
  await ui.close();
  expect([sound.isClosed, failing.isClosed, unused.isClosed]).toEqual([true, true, false]);
});
