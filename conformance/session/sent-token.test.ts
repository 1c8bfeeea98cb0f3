import { describe, expect, test } from 'vitest';
import type { CheckOptions } from '../options.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { realSystem } from '../system.ts';
import type { XisRequest } from './message.ts';
import { createXisClient } from './xis-client.ts';

const TYPES: XisRequest = { purpose: 'request appointment types', path: '/ValueSet/BookableAppointmentTypes' };

/** Returns a client of a XIS that accepts some tokens, and the token of each request that it got. */
function clientOf(accepted: readonly string[], options: Partial<CheckOptions> = {}) {
  const sent: (string | null)[] = [];
  const client = createXisClient(
    resolveCheckOptions({
      baseUrl: 'http://xis.example',
      organization: '01000001',
      token: 'token-of-run',
      otherPatient: { reference: 'Patient/2', display: 'Daan Visser', bsn: '999900390' },
      ...options,
      system: {
        ...realSystem,
        wait: async () => undefined,
        async fetch(_url, init) {
          const authorization = new Headers(init?.headers).get('authorization');
          sent.push(authorization);
          const isAccepted = accepted.some((token) => authorization === `Bearer ${token}`);
          return Response.json(
            { resourceType: isAccepted ? 'ValueSet' : 'OperationOutcome', authorization },
            { status: isAccepted ? 200 : 401 },
          );
        },
      },
    }),
  );
  return { client, sent };
}

const EXPIRED = { text: 'token-expired', kind: 'an expired token' };

describe('AU-3: a token that a request brings', () => {
  test('replaces that of the run, also one of a header; null leaves it out', async () => {
    const { client, sent } = clientOf(['token-of-run'], {
      headers: { AUTHORIZATION: 'Bearer of-a-header' },
      token: undefined as never,
    });
    await client.send(TYPES);
    await client.send({ ...TYPES, token: EXPIRED });
    await client.send({ ...TYPES, token: null });
    expect(sent).toEqual(['Bearer of-a-header', 'Bearer token-expired', null]);
  });

  test('is not renewed after a 401, starts no probe, and does not end the run', async () => {
    let renewed = 0;
    const token = (refused?: string) => {
      if (refused !== undefined) renewed++;
      return 'token-of-run';
    };
    const { client, sent } = clientOf(['token-of-run'], { token });
    for (const request of [TYPES, { ...TYPES, token: EXPIRED }, { ...TYPES, token: null }]) await client.send(request);
    await client.sendConcurrently([
      { ...TYPES, token: EXPIRED },
      { ...TYPES, token: null },
    ]);
    expect(sent).toEqual(['Bearer token-of-run', 'Bearer token-expired', null, 'Bearer token-expired', null]);
    expect([renewed, client.lost()]).toEqual([0, undefined]);
  });

  test('that is accepted does not count: a run whose own token never worked has not lost it', async () => {
    const { client, sent } = clientOf(['token-new']);
    await client.send({ ...TYPES, token: { text: 'token-new', kind: 'a new token' } });
    await client.send(TYPES);
    expect([sent.length, client.lost()]).toEqual([2, undefined]);
  });

  test('is in no evidence, and TR-15: a response that repeats it is noted', async () => {
    const { client } = clientOf(['token-of-run']);
    const [own, expired, missing] = await Promise.all(
      [TYPES, { ...TYPES, token: EXPIRED }, { ...TYPES, token: null }].map((request) => client.send(request)),
    );
    expect([own?.repeatsToken, expired?.repeatsToken, missing?.repeatsToken]).toEqual([true, true, undefined]);
    const evidence = client.exchanges.list();
    expect(evidence.map(({ token }) => token)).toEqual([undefined, 'an expired token', undefined]);
    expect(evidence.map(({ requestHeaders }) => requestHeaders['authorization'])).toEqual([
      'Bearer [token]',
      'Bearer [token]',
      undefined,
    ]);
    expect(JSON.stringify(evidence)).not.toMatch(/token-(?:of-run|expired)/);
  });
});

describe('AU-6: a request of the second test patient', () => {
  test("has that patient's token, which is renewed by its own function", async () => {
    const tokens = ['token-other-1', 'token-other-2'];
    const { client, sent } = clientOf(['token-of-run', 'token-other-2'], {
      otherToken: (refused) => tokens[refused === undefined ? 0 : 1] ?? '',
    });
    await client.send(TYPES);
    const [response] = await client.sendConcurrently([{ ...TYPES, as: 'other-patient' }]);
    expect((await client.send({ ...TYPES, as: 'other-patient' })).status).toBe(200);
    expect([response?.status, client.lost()]).toEqual([200, undefined]);
    expect(sent).toEqual([
      'Bearer token-of-run',
      ...['Bearer token-other-1', 'Bearer token-other-2', 'Bearer token-other-1', 'Bearer token-other-2'],
    ]);
  });

  test('has the token of the run where there is no other', async () => {
    const { client, sent } = clientOf(['token-of-run']);
    await client.send({ ...TYPES, as: 'other-patient' });
    expect(sent).toEqual(['Bearer token-of-run']);
  });
});
