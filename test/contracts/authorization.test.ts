import { describe, expect, test } from 'vitest';
import {
  type SpreekuurVerificationOptions,
  verifySpreekuur,
  verifyXis,
  type XisVerificationOptions,
} from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { startIndependentXis } from '../support/independent-xis.ts';
import { toInstant } from '../support/time.ts';

const NOW = '2027-03-16T08:00:00+01:00';
const TOKEN = 'a-token-of-the-run';
const ORGANIZATION = 'http://fhir.nl/fhir/NamingSystem/agb-z|01234567';

/** A provider that may refuse a request before it is handled, and keeps the headers of all that it gets. */
function recordHeaders(handle: typeof fetch, refuse: (authorization: string | null) => boolean) {
  const sent: Headers[] = [];
  const recording: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    sent.push(headers);
    if (refuse(headers.get('authorization'))) return outcome(401);
    return handle(url, init);
  };
  const system = { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0, fetch: recording };
  return { system, sent, tokens: () => [...new Set(sent.map((headers) => headers.get('authorization')))] };
}

function outcome(status: number, resourceType = 'OperationOutcome'): Response {
  const body = { resourceType, issue: [{ severity: 'error', code: 'processing' }] };
  return Response.json(body, { status, headers: { 'Content-Type': 'application/fhir+json' } });
}

type CommonOptions = Pick<Partial<XisVerificationOptions & SpreekuurVerificationOptions>, 'token' | 'headers'>;

async function verifiedXis(options: CommonOptions, refuse: (authorization: string | null) => boolean = () => false) {
  // With a token it demands one, and knows the patient by it.
  const xis = await startIndependentXis(NOW, options.token === undefined ? {} : { bsnOf: () => '999900109' });
  const { system, ...recorded } = recordHeaders(fetch, refuse);
  try {
    const report = await verifyXis({
      ...xis.target,
      system,
      ...options,
    });
    return { report, ...recorded };
  } finally {
    await xis.close();
  }
}

/** The response of Spreekuur.nl to a callback, by its state. */
const STATUSES: Readonly<Record<string, number>> = {
  'POST a pending appointment': 201,
  'POST no such appointment': 404,
  'PUT no such appointment': 200,
  'PUT an approved appointment': 200,
  'PUT a XIS that may not act for the organization': 403,
};

async function verifiedSpreekuur(
  options: CommonOptions,
  refuse: (authorization: string | null) => boolean = () => false,
  rejection: (authorization: string | null) => string = () => 'OperationOutcome',
) {
  const states = 'http://spreekuur.example/states';
  let state = '';
  const { system, ...recorded } = recordHeaders(async (_url, init) => {
    const status = STATUSES[`${init?.method} ${state}`] ?? 500;
    if (status < 400) return new Response(null, { status });
    return outcome(status, rejection(new Headers(init?.headers).get('authorization')));
  }, refuse);
  const report = await verifySpreekuur({
    baseUrl: 'http://spreekuur.example',
    organization: '01234567',
    patient: { reference: 'Patient/pat-1', display: 'Test Patiënt', bsn: '999900109' },
    states: { url: states },
    system: {
      ...system,
      async fetch(url, init) {
        if (url !== states) return system.fetch(url, init);
        ({ state } = JSON.parse(String(init?.body)));
        return Response.json({ appointment: '1', start: '2035-01-17T09:00:00Z', end: '2035-01-17T09:10:00Z' });
      },
    },
    ...options,
  });
  return { report, ...recorded };
}

/** Refuses every token after some requests, so that the next one is needed. */
function renewing() {
  let current = 1;
  let uses = 0;
  const asked: (string | undefined)[] = [];
  return {
    asked,
    refuse: (authorization: string | null) => {
      if (authorization !== `Bearer token-${current}`) return true;
      if (++uses % 4 === 0) current++;
      return false;
    },
    token: async (refused?: string) => {
      if (refused !== undefined) asked.push(refused);
      const latest = Number(asked.at(-1)?.split('-')[1] ?? 0) + 1;
      return `token-${latest}`;
    },
  };
}

describe.each([
  { side: 'AU-1: a XIS', verified: verifiedXis, accept: 'application/fhir+json', count: 14 },
  { side: 'AU-7: Spreekuur.nl', verified: verifiedSpreekuur, accept: 'text/plain', count: 8 },
])('$side', ({ verified, accept, count }) => {
  test('without authentication gets no Authorization, and is verified as before', async () => {
    const { report, sent, tokens } = await verified({});
    expect(report.counts).toMatchObject({ verified: count, failed: 0, notDone: 0 });
    expect(tokens()).toEqual([null]);
    expect(sent.map((headers) => headers.get('x-organization-identifier'))).toEqual(sent.map(() => ORGANIZATION));
  });

  test('gets the token of the run, and every other header', async () => {
    const { sent, tokens } = await verified({ token: TOKEN, headers: { 'X-Api-Key': 'key-1', ACCEPT: 'text/plain' } });
    expect(tokens()).toEqual([`Bearer ${TOKEN}`]);
    for (const headers of sent) {
      expect(headers.get('x-organization-identifier')).toBe(ORGANIZATION);
      expect(headers.get('x-api-key')).toBe('key-1');
      // The contract of Spreekuur.nl has no Accept, and that of a XIS has one.
      expect(headers.get('accept')).toBe(accept);
      expect(headers.get('content-type') ?? 'application/fhir+json').toBe('application/fhir+json');
    }
    expect(sent.some((headers) => headers.has('content-type'))).toBe(true);
  });

  test('gets an Authorization that is given as a header, and a token in its place', async () => {
    const headers = { authorization: 'Basic dXNlcjpzZWNyZXQ=' };
    expect((await verified({ headers })).tokens()).toEqual([headers.authorization]);
    expect((await verified({ headers, token: TOKEN })).tokens()).toEqual([`Bearer ${TOKEN}`]);
  });

  test('gets a new token after each 401', async () => {
    const { asked, refuse, token } = renewing();
    const { report, tokens } = await verified({ token }, refuse);
    expect(report.counts).toMatchObject({ failed: 0, notDone: 0 });
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked).size).toBe(asked.length);
    expect(tokens()).toEqual(asked.map((refused) => `Bearer ${refused}`).concat(`Bearer token-${asked.length + 1}`));
  });
});

test('AU-7: a report has no token, even if Spreekuur.nl repeats it', async () => {
  const repeat = (authorization: string | null) => authorization?.slice('Bearer '.length) ?? '';
  const { report } = await verifiedSpreekuur({ token: async () => 'canary-token-123' }, undefined, repeat);
  expect(report.counts.warned).toBeGreaterThan(0);
  expect(JSON.stringify(report)).not.toContain('canary');
});
