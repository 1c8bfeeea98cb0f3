import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Oddities, startOddXis } from './odd-xis.ts';

/** Bytes that are not UTF-8. */
const BYTES = Buffer.from([0x7b, 0xe9, 0xff, 0x00, 0x7d]);

interface Received {
  readonly line: string;
  readonly organization: string | undefined;
  readonly body: Buffer;
}

let target: string;
let received: Received | undefined;
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const organization = request.headers['x-organization-identifier']?.toString();
  received = { line: `${request.method} ${request.url}`, organization, body: Buffer.concat(parts) };
  response.writeHead(200, { 'Content-Type': 'application/fhir+json', Location: 'Slot/1' });
  response.end(request.url?.startsWith('/fhir/bytes') ? BYTES : '{"id":"1"}');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function sendTo(oddities: Oddities, path: string, init: RequestInit = {}) {
  received = undefined;
  const xis = await startOddXis({ target, ...oddities });
  try {
    const response = await fetch(xis.baseUrl + path, init);
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  } finally {
    await xis.close();
  }
}

describe('the odd XIS', () => {
  test('forwards without oddities: query, headers and bodies byte for byte', async () => {
    const init = { method: 'POST', body: BYTES, headers: { 'X-Organization-Identifier': '01000001' } };
    const { response, body } = await sendTo({}, '/bytes?a=ge2026+01&a=%7c&b', init);
    expect(received).toEqual({
      line: 'POST /fhir/bytes?a=ge2026+01&a=%7c&b',
      organization: '01000001',
      body: BYTES,
    });
    expect([response.status, response.headers.get('location'), body]).toEqual([200, 'Slot/1', BYTES]);
  });

  test('changes requests: path, query, headers and body', async () => {
    const request: Oddities['request'] = ({ query, json }) => {
      query.delete('status');
      return {
        path: '/Other',
        headers: { 'x-organization-identifier': undefined },
        body: { ...json(), added: true },
      };
    };
    const init = { method: 'POST', body: '{"id":"2"}', headers: { 'X-Organization-Identifier': '01000001' } };
    await sendTo({ request }, '/Slot?status=free&x=1', init);
    expect(received).toEqual({
      line: 'POST /fhir/Other?x=1',
      organization: undefined,
      body: Buffer.from('{"id":"2","added":true}'),
    });
  });

  test('responds at once, without the target', async () => {
    const request: Oddities['request'] = ({ path }) =>
      path === '/Schedule' ? { status: 404, body: { resourceType: 'OperationOutcome' } } : undefined;
    const { response, body } = await sendTo({ request }, '/Schedule');
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/fhir+json']);
    expect([body.toString(), received]).toEqual(['{"resourceType":"OperationOutcome"}', undefined]);
  });

  test('changes responses, by their request', async () => {
    const response: Oddities['response'] = (original, { path }) =>
      path === '/Slot'
        ? { status: 201, headers: { location: undefined }, body: { ...original.json(), was: original.status } }
        : undefined;
    const changed = await sendTo({ response }, '/Slot');
    expect([changed.response.status, changed.response.headers.get('location')]).toEqual([201, null]);
    expect(changed.body.toString()).toBe('{"id":"1","was":200}');
    expect((await sendTo({ response }, '/Other')).response.status).toBe(200);
  });
});
