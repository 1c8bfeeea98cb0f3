import { expect, test } from 'vitest';
import { createManualSystem, type FakeFetch, toInstant } from '../../test/support/time.ts';
import type { Callback } from '../representation/callback.ts';
import { sendCallback } from './send-callback.ts';

const callback: Callback = {
  method: 'POST',
  path: '/AppointmentResponse',
  headers: { 'X-Organization-Identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001' },
  body: { participantStatus: 'accepted' },
};

/** Sends a callback to a function, with a time-out of ten seconds. */
function send(fetch: FakeFetch, url = 'http://spreekuur.test/fhir') {
  const system = createManualSystem(toInstant('2026-11-23T09:00:00Z'), fetch);
  const closing = new AbortController();
  return { system, closing, sent: sendCallback(system, callback, { url, timeoutMs: 10_000 }, closing.signal) };
}

/** Never responds, and rejects on its abort signal as a real request does. */
const hang: FakeFetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

test.each(['http://spreekuur.test/fhir', 'http://spreekuur.test/fhir/', 'http://spreekuur.test/fhir//'])(
  'TR-1, CB-3: is sent below %s, as FHIR JSON, for its organization',
  async (url) => {
    const requests: unknown[] = [];
    const { sent } = send((to, { method, headers, body, redirect }) => {
      requests.push({ to, method, headers, body, redirect });
      return new Response(null, { status: 201 });
    }, url);
    expect(await sent).toEqual({ result: { kind: 'answered', status: 201 } });
    expect(requests).toEqual([
      {
        to: 'http://spreekuur.test/fhir/AppointmentResponse',
        method: 'POST',
        headers: {
          'Content-Type': 'application/fhir+json',
          Accept: 'application/fhir+json',
          'X-Organization-Identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
        },
        body: '{"participantStatus":"accepted"}',
        redirect: 'manual',
      },
    ]);
  },
);

test.each([
  ['ECONNREFUSED', 'connection-refused', 'the connection was refused'],
  ['ECONNRESET', 'dropped', 'the connection was dropped before the response'],
  ['ENOTFOUND', 'name-not-resolved', 'the name of the host is not known'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-unknown-ca', 'the certificate is signed by an unknown authority'],
])('CB-6: a network error %s is not a response: %s, %s', async (code, kind, text) => {
  const { sent } = send(() =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })),
  );
  expect(await sent).toEqual({ result: { kind: 'no-answer', failure: { kind, text, code } } });
});

test('CB-6: a Spreekuur.nl that hangs is aborted at the time-out, and not before', async () => {
  const { system, sent } = send(hang);
  const ended: unknown[] = [];
  void sent.then((result) => ended.push(result));
  system.pass(9999);
  await new Promise(setImmediate);
  expect(ended).toEqual([]);
  system.pass(1);
  expect(await sent).toEqual({
    result: { kind: 'no-answer', failure: { kind: 'timeout', text: 'no complete response arrived in time' } },
  });
  expect(system.timers).toBe(0);
});

test('a pending request ends with its organization', async () => {
  const { system, closing, sent } = send(hang);
  closing.abort();
  expect((await sent).result.kind).toBe('no-answer');
  expect(system.timers).toBe(0);
});

test('CB-6: the Retry-After of a response is read, in seconds or as a date', async () => {
  const response = (headers: Record<string, string>) => send(() => new Response(null, { status: 503, headers })).sent;
  const date = 'Mon, 23 Nov 2026 08:00:00 GMT';
  expect((await response({ 'Retry-After': '120' })).result).toMatchObject({ retryAfterMs: 120_000 });
  const until = { 'Retry-After': 'Mon, 23 Nov 2026 08:03:00 GMT', Date: date };
  expect((await response(until)).result).toMatchObject({ retryAfterMs: 180_000 });
  expect((await response({ 'Retry-After': 'soon' })).result).toEqual({ kind: 'answered', status: 503 });
});

test('the JSON of a response is kept, redacted', async () => {
  const issue = [{ severity: 'error', code: 'conflict', diagnostics: 'Emma de Boer, 123456782' }];
  const { sent } = send(() => Response.json({ resourceType: 'OperationOutcome', issue }, { status: 409 }));
  expect((await sent).answer).toEqual({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'conflict', diagnostics: '[redacted]' }],
  });
});

test('a response that is not JSON, or is truncated, counts by its status', async () => {
  const broken = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"a":')),
    pull: () => {
      throw new Error('connection reset');
    },
  });
  for (const body of ['<html>', '', broken]) {
    expect(await send(() => new Response(body, { status: 201 })).sent).toEqual({
      result: { kind: 'answered', status: 201 },
    });
  }
});

test('an endless response is not read to its end, and its connection is closed', async () => {
  let chunks = 0;
  let freed = false;
  const endless = new ReadableStream({
    pull: (controller) => {
      chunks++;
      controller.enqueue(new Uint8Array(1024).fill(32));
    },
    cancel: () => {
      freed = true;
    },
  });
  expect(await send(() => new Response(endless, { status: 201 })).sent).toEqual({
    result: { kind: 'answered', status: 201 },
  });
  expect(freed).toBe(true);
  expect(chunks).toBeLessThan(100);
});
