import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { realSystem } from '../../engine/index.ts';
import { StateUnavailable } from '../verification/session.ts';
import { createEndpointStates } from './endpoint-states.ts';
import type { ProviderState } from './state.ts';
import { XIS_STATES } from './xis-states.ts';

const URL = 'https://xis.example/provider-states';
const NOW = Date.parse('2027-03-15T08:00:00+01:00');
const WINDOW = { from: '2035-01-16T00:00:00+01:00', to: '2035-02-12T00:00:00+01:00' };

/** Creates the states of an endpoint with scripted responses, and records its requests. */
function statesOf(response: () => Response | Promise<Response>, registry: Record<string, ProviderState> = {}) {
  const received: unknown[] = [];
  const system = {
    now: () => NOW,
    randomUUID,
    wait: realSystem.wait,
    async fetch(_url: unknown, init?: RequestInit) {
      received.push(JSON.parse(String(init?.body)));
      return response();
    },
  };
  const endpoint = { url: URL, headers: { 'X-Key': 'k' } };
  const states = createEndpointStates(endpoint, registry, { organization: 'agb', category: 'c' }, { system });
  return { states, received };
}

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

describe("a provider's endpoint for states", () => {
  test('receives the state, and its values override the known ones', async () => {
    const { states, received } = statesOf(() => Response.json({ category: 'own', appointment: 12, odd: { a: 1 } }));
    expect(await states.setUp('a booked appointment', {})).toEqual({
      organization: 'agb',
      category: 'own',
      appointment: '12',
      clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await states.tearDown('a booked appointment', {}, []);
    expect(received).toEqual([
      { state: 'a booked appointment', params: {}, action: 'setup' },
      { state: 'a booked appointment', params: {}, action: 'teardown' },
    ]);
  });

  test('SL-13: receives the days of the contract from tomorrow on, over a change to summer time', async () => {
    const { states, received } = statesOf(() => new Response(null, { status: 204 }));
    const days = { from: '2027-03-16T00:00:00+01:00', to: '2027-04-12T00:00:00+02:00' };
    expect(await states.setUp('free slots', WINDOW)).toMatchObject(days);
    expect(received).toEqual([{ state: 'free slots', params: days, action: 'setup' }]);
  });

  test.each([
    ['says 501: it cannot', () => new Response('', { status: 501 }), /^its endpoint returned 501: /],
    ['says another status', () => new Response('canary', { status: 500 }), /^its endpoint returned 500$/],
    ['is not available', () => new Response('canary', { status: 503 }), /^its endpoint returned 503$/],
    ['leads elsewhere', () => new Response('', { status: 302, headers: { Location: 'http://x' } }), /returned 302/],
    [
      'returns no end',
      () => new Response('canary'.repeat(20_000)),
      /^its endpoint returned a body of more than 64 KiB$/,
    ],
    [
      'cannot be reached',
      () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: refused })),
      /^its endpoint returned no response: the connection was refused \(ECONNREFUSED\)$/,
    ],
  ])('that %s leaves the state out, which says nothing about the provider', async (_what, response, message) => {
    const { states } = statesOf(response);
    const error = await states.setUp('free slots', {}).catch((state) => state);
    expect(error).toBeInstanceOf(StateUnavailable);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('canary');
  });

  test('may return an empty body, which has no values', async () => {
    const { states } = statesOf(() => new Response(' \n'));
    expect(await states.setUp('free slots', {})).toMatchObject({ organization: 'agb', category: 'c' });
  });

  test.each(['not JSON', '<html>', '[1]', 'null', '"text"'])(
    'that returns %j gets an error that says so',
    async (text) => {
      const { states } = statesOf(() => new Response(text));
      await expect(states.setUp('free slots', {})).rejects.toThrow(/^its endpoint returned (a body|JSON) that is not/);
    },
  );

  test('that omits a value gets an error with its name, and the provider does not fail', async () => {
    const { states } = statesOf(() => Response.json({ typeSystem: 's', typeCode: 'c' }), XIS_STATES);
    await expect(states.setUp('free slots', WINDOW)).resolves.toMatchObject({ typeSystem: 's' });
    const setUp = states.setUp('an agenda with free slots', WINDOW);
    await expect(setUp).rejects.toBeInstanceOf(StateUnavailable);
    await expect(setUp).rejects.toThrow('did not return schedule');
    await expect(states.setUp('a booked appointment', {})).rejects.toThrow('did not return appointment, patientBsn');
  });

  test('SL-4: that returns a time without an offset gets an error that says so', async () => {
    const { states } = statesOf(() => Response.json({ start: '2027-03-16T09:00:00', end: 'tomorrow' }));
    await expect(states.setUp('a free slot', {})).rejects.toThrow(
      "start: expected an instant with an offset, got '2027-03-16T09:00:00'",
    );
  });

  test('AT-2, AT-3: each state about categories gets its own category', async () => {
    const { states } = statesOf(() => new Response(null, { status: 204 }), XIS_STATES);
    const some = await states.setUp('appointment types for a service category', {});
    const noTypes = await states.setUp('no appointment types for a service category', {});
    expect([some['category'], noTypes['category']]).toEqual(['c', expect.stringContaining('no-such-category')]);
  });

  test('need not take down what it cannot set up', async () => {
    const { states } = statesOf(() => new Response('', { status: 501 }));
    await expect(states.tearDown('free slots', {}, [])).resolves.toBeUndefined();
  });
});
