import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../simulator/index.ts';
import { describeUnknownPractice, findPractice } from './practice.ts';

/** Answers by path with JSON, and with 404 to anything else; `urls` has what was requested. */
function createNetwork(bodies: Readonly<Record<string, unknown>>) {
  const urls: string[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const url = String(input);
    urls.push(url);
    const body = bodies[new URL(url).pathname];
    return body === undefined ? new Response('', { status: 404 }) : Response.json(body);
  };
  return { urls, network: { fetch, proxyOf: () => undefined } };
}

const OTHER = { software: { name: 'Another XIS' } };
const unknown = describeUnknownPractice('01000001');

describe('the practice of a booking', () => {
  test('is named by a simulator, which says how to approve', async () => {
    const simulator = await createSimulator({ port: 0 });
    await simulator.listen();
    try {
      const { name, explainApproval } = await findPractice(`${simulator.baseUrl}/`, '01000001', {
        fetch,
        proxyOf: () => undefined,
      });
      const { url } = simulator;
      expect(name).toBe('Huisartsenpraktijk De Linde (01000001)');
      expect(explainApproval('1001')).toEqual([
        `Approve it at ${url}/#/01000001/practice, or by`,
        `curl -X POST ${url}/__admin/organizations/01000001/approvals/1001/approve`,
      ]);
    } finally {
      await simulator.close();
    }
  });

  test.each([
    ['another XIS', { '/fhir/metadata': OTHER }, 1],
    ['a XIS without a CapabilityStatement', {}, 1],
    [
      'a simulator whose control interface is closed',
      { '/fhir/metadata': { software: { name: 'xis-testkit simulator' } } },
      2,
    ],
  ])('is its AGB code for %s', async (_name, bodies, requests) => {
    const { urls, network } = createNetwork(bodies);
    const { name } = await findPractice('http://xis.example/fhir', '01000001', network);
    expect([name, urls.length]).toEqual([unknown.name, requests]);
  });

  test('of a XIS with another base is not looked up', async () => {
    const { urls, network } = createNetwork({});
    expect((await findPractice('http://xis.example/r4', '01000001', network)).name).toBe('practice 01000001');
    expect(urls).toEqual([]);
    expect(unknown.explainApproval('1001')).toEqual(['Approve it in the XIS, as the practitioner.']);
  });
});
