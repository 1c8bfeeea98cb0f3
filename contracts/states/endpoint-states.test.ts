import { describe, expect, test } from 'vitest';
import { CannotSetUp } from '../verification/stage.ts';
import { createEndpointStates } from './endpoint-states.ts';

const URL = 'https://xis.example/provider-states';
const NOW = Date.parse('2027-03-15T08:00:00+01:00');
const WINDOW = { from: '2035-01-16T00:00:00+01:00', to: '2035-02-12T00:00:00+01:00' };

/** States of an endpoint that answers as it is told. */
function statesOf(answer: () => Response | Promise<Response>) {
  const told: unknown[] = [];
  const states = createEndpointStates(
    { url: URL, headers: { 'X-Key': 'k' } },
    { organization: 'agb', category: 'c' },
    {
      system: {
        now: () => NOW,
        async fetch(_url, init) {
          told.push(JSON.parse(String(init?.body)));
          return answer();
        },
      },
    },
  );
  return { states, told };
}

describe("a provider's endpoint for states", () => {
  test('is told the state, and what it gives goes before what is known', async () => {
    const { states, told } = statesOf(() => Response.json({ category: 'own', appointment: 12, odd: { a: 1 } }));
    expect(await states.setUp('a booked appointment', {})).toEqual({
      organization: 'agb',
      category: 'own',
      appointment: '12',
    });
    await states.tearDown('a booked appointment', {}, []);
    expect(told).toEqual([
      { state: 'a booked appointment', params: {}, action: 'setup' },
      { state: 'a booked appointment', params: {}, action: 'teardown' },
    ]);
  });

  test('SL-13: is asked for the days from tomorrow on, as many as the contract has, over a change of the clock', async () => {
    const { states, told } = statesOf(() => new Response(null, { status: 204 }));
    const days = { from: '2027-03-16T00:00:00+01:00', to: '2027-04-12T00:00:00+02:00' };
    expect(await states.setUp('free slots', WINDOW)).toMatchObject(days);
    expect(told).toEqual([{ state: 'free slots', params: days, action: 'setup' }]);
  });

  test.each([
    ['says 501: it cannot', () => new Response('', { status: 501 }), /501/, true],
    ['says another status', () => new Response('canary', { status: 500 }), /^its endpoint answers 500$/, false],
    [
      'leads elsewhere',
      () => new Response('', { status: 302, headers: { Location: 'http://x' } }),
      /answers 302/,
      false,
    ],
    [
      'cannot be reached',
      () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
      /no answer \(ECONNREFUSED\)/,
      false,
    ],
  ])('%s', async (_what, answer, message, isLeftOut) => {
    const { states } = statesOf(answer);
    const error = await states.setUp('free slots', {}).catch((one) => one);
    expect(error.message).toMatch(message);
    expect(error instanceof CannotSetUp).toBe(isLeftOut);
    expect(error.message).not.toContain('canary');
  });

  test.each(['', 'not JSON', '[1]', 'null', '"text"'])('may answer %j: it gives no values', async (text) => {
    const { states } = statesOf(() => new Response(text));
    expect(await states.setUp('free slots', {})).toEqual({ organization: 'agb', category: 'c' });
  });

  test('need not take down what it cannot set up', async () => {
    const { states } = statesOf(() => new Response('', { status: 501 }));
    await expect(states.tearDown('free slots', {}, [])).resolves.toBeUndefined();
  });
});
