import type { RequestListener } from 'node:http';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { integer, object, string } from '../../schema/schema.ts';
import { realSystem } from '../../simulator/index.ts';
import { UsageError } from '../usage-error.ts';
import { createUiHandler } from './handle-request.ts';
import { UiError, type UiRoute, uiRoute } from './route.ts';

const BSN = '999900109';

async function* countFrom(after: string) {
  yield { number: Number(after) + 1, type: 'counted' };
}

const ROUTES: readonly UiRoute[] = [
  uiRoute('GET', '/things/{id}', 'A thing', {
    response: { description: 'The thing.' },
    input: object({}, { limit: integer() }),
    handle: ({ parameters, input }) => ({ ...parameters, ...input }),
  }),
  uiRoute('POST', '/things', 'Makes a thing', {
    response: { description: 'The thing.' },
    status: 201,
    input: object({ name: string() }),
    handle: ({ input }) => input,
  }),
  uiRoute('DELETE', '/things/{id}', 'Removes a thing', { handle: () => undefined }),
  uiRoute('GET', '/things/{id}/events', 'Follows a thing', {
    response: { description: 'Events.', isStream: true },
    input: object({}, { after: string() }),
    handle: ({ input }) => countFrom(input.after ?? '0'),
  }),
  ...(['not-found', 'conflict', 'invalid'] as const).map((code) =>
    uiRoute('GET', `/${code}`, 'Fails', {
      handle: () => {
        throw new UiError(code, `no patient with BSN ${BSN}`);
      },
    }),
  ),
  uiRoute('GET', '/usage', 'Fails', {
    handle: () => {
      throw new UsageError(`--patient-bsn: ${BSN} is unknown`);
    },
  }),
  uiRoute('GET', '/broken', 'Fails', {
    handle: () => {
      throw new TypeError(`undefined is not ${BSN}`);
    },
  }),
];

function createService({ token, isPublic = false }: { token?: string; isPublic?: boolean } = {}) {
  const errors: unknown[] = [];
  const handle = createUiHandler(ROUTES, {
    access: { token, isLoopback: () => !isPublic },
    timers: realSystem,
    onError: (error) => errors.push(error),
  });
  const listener: RequestListener = (request, response) => handle(request, response, request.url ?? '');
  return { service: supertest(listener), errors };
}

describe('the service behind the page', () => {
  test('a route gets the decoded parameters of its path, and its query with numbers', async () => {
    const { body } = await createService().service.get('/things/a%2Fb%20c?limit=3').expect(200);
    expect(body).toEqual({ id: 'a/b c', limit: 3 });
  });

  test('a route without a result responds with 204, and another with the status that it names', async () => {
    const { service } = createService();
    await service.delete('/things/1').expect(204, '');
    await service.post('/things').send({ name: 'x' }).expect(201, { name: 'x' });
  });

  test.for([
    ['unknown paths', 'GET', '/nothing', 404, 'Unknown path.'],
    ['paths without a parameter', 'GET', '/things/', 404, 'Unknown path.'],
    ['other methods', 'PUT', '/things/1', 405, 'This path supports GET, DELETE only.'],
    ['HEAD', 'HEAD', '/things/1', 405, undefined],
    ['bad percent-encoding', 'GET', '/things/%E0%A4%A', 400, 'The path is not percent-encoded.'],
    ['wrong numbers', 'GET', '/things/1?limit=many', 422, /^limit: /],
    ['unknown parameters', 'GET', '/things/1?__proto__=x', 422, /unknown key/],
  ] as const)('rejects %s', async ([, method, path, status, text]) => {
    const { service } = createService();
    const response = await service[method.toLowerCase() as 'get'](path).expect(status);
    if (status === 405) expect(response.headers['allow']).toBe('GET, DELETE');
    if (text === undefined) return;
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
    const { diagnostics } = response.body.issue[0];
    if (typeof text === 'string') expect(diagnostics).toBe(text);
    else expect(diagnostics).toMatch(text);
  });

  test.for([
    ['that is not JSON', '{"name":', 400],
    ['of another shape', '{"name": 1}', 422],
    ['that is empty where a value is required', '', 422],
    ['that is too long', `{"name": "${'x'.repeat(1_048_576)}"}`, 413],
    ['that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400],
  ] as const)('rejects a body %s', async ([, body, status]) => {
    const { service } = createService();
    const response = await service
      .post('/things')
      .set('Content-Type', 'application/json')
      .serialize((value) => value as never)
      .send(body as string);
    expect([response.status, response.body.resourceType]).toEqual([status, 'OperationOutcome']);
  });

  test.for([
    ['not-found', 404, 'not-found'],
    ['conflict', 409, 'conflict'],
    ['invalid', 422, 'value'],
    ['usage', 422, 'value'],
  ] as const)('the error %s has status %i and no BSN', async ([path, status, code]) => {
    const { service, errors } = createService();
    const { body, text } = await service.get(`/${path}`).expect(status);
    expect(body.issue).toMatchObject([{ code, diagnostics: expect.stringMatching(/\w/) }]);
    expect(text).not.toContain(BSN);
    expect(errors).toEqual([]);
  });

  test('an unexpected error is reported, and its text is fixed', async () => {
    const { service, errors } = createService();
    const { body } = await service.get('/broken').expect(500);
    expect(body.issue[0].diagnostics).toBe('Unexpected error.');
    expect(errors).toEqual([expect.any(TypeError)]);
  });

  test('a stream resumes after the last event that its reader has', async () => {
    const { service } = createService();
    const first = await service.get('/things/1/events?after=6').expect(200);
    expect(first.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(first.text).toContain('id: 7\n');
    const resumed = await service.get('/things/1/events?after=6').set('Last-Event-ID', '20');
    expect(resumed.text).toContain('id: 21\n');
  });

  test('requires the token, where there is one', async () => {
    const { service } = createService({ token: 'secret-canary' });
    const missing = await service.get('/things/1').expect(401);
    expect(missing.headers['www-authenticate']).toBe('Bearer');
    const wrong = await service.get('/things/1').set('Authorization', 'Bearer wrong').expect(401);
    for (const { text } of [missing, wrong]) expect(text).not.toContain('canary');
    await service.get('/things/1').set('Authorization', 'Bearer secret-canary').expect(200);
  });

  test('is closed on a public address without a token', async () => {
    const { body } = await createService({ isPublic: true }).service.get('/things/1').expect(403);
    expect(body.issue[0].diagnostics).toContain('XIS_TESTKIT_ADMIN_TOKEN');
  });

  test.for([
    ['a page of another origin', { Origin: 'http://evil.example' }],
    ['a page of another port', { Origin: 'http://localhost:1' }],
    ['an image of another page', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another host name, after DNS rebinding', { Host: 'evil.example' }],
  ] as const)('rejects %s', async ([, headers]) => {
    await createService().service.get('/things/1').set(headers).expect(403);
  });
});
