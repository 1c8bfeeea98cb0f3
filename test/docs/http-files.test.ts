import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE_CLOCK } from '../../scripts/reference/http-examples.ts';
import { ADMIN_ROUTES } from '../../simulator/admin/routes.ts';
import { ROUTES } from '../../simulator/http/routes.ts';
import { createSimulator, defaultConfiguration, type Simulator } from '../../simulator/index.ts';
import { type CallbackEndpoint, startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { type HttpFileRequest, parseHttpFile } from '../support/http-file.ts';

let simulator: Simulator;
let spreekuur: CallbackEndpoint;

beforeAll(async () => {
  const { organizations } = await defaultConfiguration();
  const clock = { now: EXAMPLE_CLOCK, frozen: true };
  simulator = await createSimulator({
    port: 0,
    configuration: { organizations: organizations.map((organization) => ({ ...organization, clock })) },
  });
  await simulator.listen();
  spreekuur = await startCallbackEndpoint();
});

afterAll(async () => {
  await simulator.close();
  await spreekuur.close();
});

function readRequests(name: string): readonly HttpFileRequest[] {
  const text = readFileSync(new URL(`../../docs/reference/http/${name}`, import.meta.url), 'utf8');
  return parseHttpFile(text, { base: simulator.address, spreekuur: spreekuur.url });
}

/** The bodies of responses by the file as which the reader saves them. */
const saved = new Map<string, string>();

/** Sends a request, and returns the status of its response, with the text of a failure. */
async function send({ method, url, headers, body, bodyFile }: HttpFileRequest): Promise<string> {
  const sent = bodyFile === undefined ? body : saved.get(bodyFile);
  const abort = new AbortController();
  const response = await fetch(url, {
    method,
    headers,
    signal: abort.signal,
    ...(sent !== undefined && { body: sent }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return String(response.status);
  }
  const text = await response.text();
  keep(new URL(url).pathname, method, text);
  return response.ok ? String(response.status) : `${response.status} ${text}`;
}

function keep(path: string, method: string, text: string): void {
  if (method === 'GET' && path.endsWith('/snapshot')) saved.set('snapshot.json', text);
  if (method === 'GET' && path.endsWith('/log')) saved.set('log.json', `{"log": ${text}}`);
}

describe('the .http files', () => {
  it('have every route', () => {
    const paths = ['fhir.http', 'admin.http'].map((name) =>
      readRequests(name).map(({ method, url }) => `${method} ${new URL(url).pathname}`),
    );
    const isListed = (requests: readonly string[] = [], method: string, path: string): boolean => {
      const pattern = new RegExp(`^${method.toUpperCase()} ${path.replace(/\{\w+\}|:id/g, '[^/]+')}$`);
      return requests.some((request) => pattern.test(request));
    };
    const [fhir, admin] = paths;
    expect(ROUTES.filter(({ method, path }) => !isListed(fhir, method, `/fhir${path}`))).toEqual([]);
    expect(ADMIN_ROUTES.filter(({ method, path }) => !isListed(admin, method, `/__admin${path}`))).toEqual([]);
  });

  it('have requests that succeed one after another', async () => {
    for (const request of readRequests('fhir.http')) {
      const expected = request.method === 'POST' ? '201' : '200';
      expect([request.title, await send(request)]).toEqual([request.title, expected]);
    }
    for (const request of readRequests('admin.http')) {
      const [, expected] = /^# Response: (\d{3})/.exec(request.comments[0] ?? '') ?? [];
      expect([request.title, await send(request)]).toEqual([request.title, expected]);
    }
  });
});
