import { describe, expect, test } from 'vitest';
import type { CallbackListener } from '../../conformance/index.ts';
import { callbackNotes, listenOn } from './callbacks.ts';

/** Creates a callback listener, and a network that reaches it. */
function listener(url: string) {
  let handle: Parameters<CallbackListener['onCallback']>[0] | undefined;
  const callbackListener = {
    url,
    port: 9090,
    close: async () => undefined,
    onCallback(next: typeof handle) {
      handle = next;
      return () => {
        handle = undefined;
      };
    },
  };
  const through: typeof fetch = async (to) => {
    const path = String(to).slice(url.length);
    const response = await handle?.({ method: 'GET', path, headers: {}, body: '', at: 0 });
    return new Response(null, { status: response?.status ?? 404 });
  };
  return { callbackListener, through, isListening: () => handle !== undefined };
}

const XIS = 'https://xis.example/fhir';

describe('whether callbacks can arrive', () => {
  test('gives no warning when a request to the URL reaches the listener', async () => {
    const { callbackListener, through, isListening } = listener('https://tunnel.example/spreekuur');
    expect(await callbackNotes(callbackListener, XIS, through)).toEqual([]);
    expect(isListening()).toBe(false);
  });

  test('a url that leads elsewhere, or nowhere, is noted with what to do', async () => {
    const { callbackListener } = listener('https://tunnel.example');
    const elsewhere: typeof fetch = async () => new Response('hello');
    const nowhere: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    for (const way of [elsewhere, nowhere]) {
      const [note] = await callbackNotes(callbackListener, XIS, way);
      expect(note).toMatchObject({
        code: 'callback-url-not-reachable',
        advice: expect.stringContaining('--callback-url'),
      });
    }
  });

  test('warns of a URL of this machine when the XIS is on another machine', async () => {
    const { callbackListener, through } = listener('http://localhost:9090');
    const [note] = await callbackNotes(callbackListener, XIS, through);
    expect(note?.code).toBe('callback-url-local');
    expect(await callbackNotes(callbackListener, 'http://127.0.0.1:8080/fhir', through)).toEqual([]);
  });
});

test('a port in use is a wrong call', async () => {
  const first = await listenOn({ listen: 0, listenHost: '127.0.0.1' });
  const port = first?.port ?? 0;
  await expect(listenOn({ listen: port, listenHost: '127.0.0.1' })).rejects.toThrow(`port ${port} is in use`);
  await first?.close();
  expect(await listenOn({ listenHost: '127.0.0.1' })).toBeUndefined();
});
