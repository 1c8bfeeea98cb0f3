import supertest from 'supertest';
import { test as base, describe, expect } from 'vitest';
import { createSimulatorWithPage } from '../../cli/simulate/simulator-with-page.ts';
import { createSimulator } from '../../simulator/index.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const test = base.extend<{ http: ReturnType<typeof supertest> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  http: async ({}, use) => {
    const { simulator, close } = await createSimulatorWithPage({ port: 0 }, (error) => {
      throw error;
    });
    await simulator.listen();
    await use(supertest(simulator.address));
    await close();
  },
});

describe('a simulator with its page', () => {
  test('serves the page at / to a browser, with the files that it links', async ({ http }) => {
    const page = await http.get('/').set('Accept', BROWSER).expect(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: expect.stringMatching(/Accept/),
    });
    const links = [...page.text.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(links.map((path) => path.split('.').at(-1)).sort()).toEqual(expect.arrayContaining(['css', 'js', 'svg']));
    for (const path of links) {
      const file = await http.get(path).expect(200);
      expect([path, file.headers['cache-control']]).toEqual([path, expect.stringContaining('immutable')]);
    }
  });

  test.for(['*/*', 'text/plain', 'application/json', undefined])(
    'serves text at / to a client that accepts %s',
    async (accept, { http }) => {
      const request = http.get('/');
      if (accept !== undefined) request.set('Accept', accept);
      const { text, headers } = await request.expect(200);
      expect([headers['content-type'], headers['vary']]).toEqual([
        'text/plain; charset=utf-8',
        expect.stringContaining('Accept'),
      ]);
      expect(text).toMatch(/FHIR base: +http:\S+\/fhir\n/);
    },
  );

  test('has a service that describes itself, under the rules of the control interface', async ({ http }) => {
    const { body } = await http.get('/__ui').expect(200);
    expect(body).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      views: ['practice', 'patient', 'check'],
      baseUrl: expect.stringMatching(/^http:\S+\/fhir$/),
    });
    await http.get('/__ui').set('Origin', 'http://evil.example').expect(403);
    await http.get('/__ui').set('Host', 'evil.example').expect(403);
  });

  test.for([
    ['GET', '/__ui/nothing', 404],
    ['GET', '/__ui/assets/nothing.js', 404],
    ['GET', '/__ui/assets/..%2f..%2findex.html', 404],
    ['GET', '/__uix', 404],
    ['GET', '/__ui/%E0%A4%A', 404],
    ['POST', '/__ui', 405],
    ['POST', '/__ui/assets/nothing.js', 405],
  ] as const)('responds to %s %s with %i and an OperationOutcome [TR-7]', async ([method, path, status], { http }) => {
    const { body } = await http[method === 'GET' ? 'get' : 'post'](path).expect(status);
    expect(body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  });
});

base('a simulator in a test has no page', async () => {
  const simulator = await createSimulator({ port: 0 });
  await simulator.listen();
  const http = supertest(simulator.address);
  const { headers } = await http.get('/').set('Accept', BROWSER).expect(200);
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  await http.get('/__ui').expect(404);
  await simulator.close();
});
