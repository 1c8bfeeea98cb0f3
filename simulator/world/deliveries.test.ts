import { describe, expect, test } from 'vitest';
import { acceptedResponse, createTestDeliveries } from '../../test/support/deliveries.ts';

const unavailable = (headers: Record<string, string>) => () => new Response(null, { status: 503, headers });

describe('a callback', () => {
  test('CB-2: that gets 201 is delivered', async () => {
    const { clock, deliveries, ended, received, minute } = createTestDeliveries();
    const { id } = deliveries.send(acceptedResponse('1001'));
    await clock.settled();
    expect(received).toEqual(['1001 at 0']);
    expect(deliveries.get(id)).toMatchObject({
      operation: 'send-appointment-response',
      appointment: '1001',
      state: 'delivered',
      attempts: [{ at: minute(0), status: 201 }],
    });
    expect(await ended.next(() => true, 'delivery', 1000)).toMatchObject({ id });
  });

  test.each([
    ['refused', { code: 'ECONNREFUSED' }],
    ['reset', { code: 'ECONNRESET' }],
    ['500', 500],
    ['503', 503],
    ['429', 429],
  ])('CB-6: that ends with %s is tried again, with growing waits, until it is delivered', async (_name, reaction) => {
    const { deliveries, received, react, states, to } = createTestDeliveries();
    react(reaction, reaction, reaction);
    deliveries.send(acceptedResponse('1001'));
    await to(2);
    expect(states()).toEqual(['waiting']);
    const { events } = await to(60);
    expect(received).toEqual(['1001 at 0', '1001 at 1', '1001 at 3', '1001 at 7']);
    expect(events.map(({ result }) => result)).toEqual([expect.stringMatching(/next in 240000 ms$/), '201, delivered']);
    expect(states()).toEqual(['delivered']);
  });

  test.each([
    ['seconds', { 'Retry-After': '600' }],
    ['a date', { 'Retry-After': 'Mon, 23 Nov 2026 08:10:00 GMT', Date: 'Mon, 23 Nov 2026 08:00:00 GMT' }],
  ])('CB-6: waits as long as Retry-After says, in %s', async (_name, headers) => {
    const { deliveries, received, react, to } = createTestDeliveries();
    react(unavailable(headers), unavailable({ 'Retry-After': '1' }));
    deliveries.send(acceptedResponse('1001'));
    await to(60);
    expect(received).toEqual(['1001 at 0', '1001 at 10', '1001 at 12']);
    expect(deliveries.list()[0]?.attempts[0]).toMatchObject({ status: 503, retryAfterMs: 600_000 });
  });

  test.each([400, 401, 404, 422, 302])('CB-6: that gets %d has failed, and is not retried', async (status) => {
    const { deliveries, received, react, to } = createTestDeliveries();
    react(status);
    deliveries.send(acceptedResponse('1001'));
    await to(600);
    expect(received).toHaveLength(1);
    expect(deliveries.list()).toMatchObject([{ state: 'failed', reason: expect.stringContaining(String(status)) }]);
  });

  test('CB-6: has failed after as many attempts as were configured', async () => {
    const settings = { url: 'http://spreekuur.test', retry: { attempts: 3 } };
    const { deliveries, received, react, to } = createTestDeliveries({ settings });
    react(500, 500, 500);
    deliveries.send(acceptedResponse('1001'));
    await to(600);
    expect(received).toHaveLength(3);
    expect(deliveries.list()).toMatchObject([{ state: 'failed', reason: 'not delivered in 3 attempts' }]);
  });

  test('CB-6: to a Spreekuur.nl that hangs is tried again when its time is over', async () => {
    const { system, clock, deliveries, states } = createTestDeliveries({
      settings: { url: 'http://spreekuur.test', timeout: 'PT10S' },
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    const { id } = deliveries.send(acceptedResponse('1001'));
    await new Promise(setImmediate);
    expect(states()).toEqual(['sending']);
    expect(deliveries.replay(id)).toBeUndefined();
    system.pass(10_000);
    await clock.settled();
    expect(deliveries.get(id)).toMatchObject({
      state: 'waiting',
      attempts: [{ error: 'no complete response arrived in time', failure: 'timeout' }],
    });
  });
});

describe('callbacks about one appointment', () => {
  test('CB-6: are sent one by one, in the order of their creation', async () => {
    const { clock, deliveries, received, react, states, to } = createTestDeliveries();
    react(503);
    for (const appointment of ['1001', '1001', '1002', '1001']) deliveries.send(acceptedResponse(appointment));
    await clock.settled();
    expect(states()).toEqual(['waiting', 'held (earlier)', 'delivered', 'held (earlier)']);
    await to(10);
    expect(received).toEqual(['1001 at 0', '1002 at 0', '1001 at 1', '1001 at 1', '1001 at 1']);
    expect(states()).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
  });

  test('CB-6: go on when the one before has failed for good', async () => {
    const { clock, deliveries, react, states } = createTestDeliveries();
    react(400);
    deliveries.send(acceptedResponse('1001'));
    deliveries.send(acceptedResponse('1001'));
    await clock.settled();
    expect(states()).toEqual(['failed', 'delivered']);
  });
});

describe('deliveries', () => {
  test('CB-6: wait for an address, and are then sent in order', async () => {
    const { clock, deliveries, received, states, to } = createTestDeliveries({ settings: {} });
    for (const appointment of ['1001', '1002', '1001']) deliveries.send(acceptedResponse(appointment));
    await to(10);
    expect([received, states()]).toEqual([[], ['held (url)', 'held (url)', 'held (url)']]);
    deliveries.configure({ url: 'http://spreekuur.test' });
    await clock.settled();
    expect(received).toEqual(['1001 at 10', '1002 at 10', '1001 at 10']);
  });

  test('CB-6: wait while they are paused, those that are to be tried again too', async () => {
    const { clock, deliveries, received, react, states, to } = createTestDeliveries();
    react(503);
    deliveries.send(acceptedResponse('1001'));
    await clock.settled();
    deliveries.pause();
    deliveries.send(acceptedResponse('1002'));
    await to(30);
    expect([deliveries.paused, received, states()]).toEqual([true, ['1001 at 0'], ['held (resume)', 'held (resume)']]);
    deliveries.resume();
    await clock.settled();
    expect(received).toEqual(['1001 at 0', '1001 at 30', '1002 at 30']);
  });

  test('CB-6: can be replayed, which starts the attempts and their waits over', async () => {
    const settings = { url: 'http://spreekuur.test', retry: { attempts: 2 } };
    const { deliveries, received, react, states, to } = createTestDeliveries({ settings });
    react(503, 503, 503);
    const { id } = deliveries.send(acceptedResponse('1001'));
    await to(10);
    expect(states()).toEqual(['failed']);
    expect(deliveries.replay(id)).toMatchObject({ state: 'waiting' });
    expect(deliveries.get(id)?.reason).toBeUndefined();
    await to(20);
    expect(received).toEqual(['1001 at 0', '1001 at 1', '1001 at 10', '1001 at 11']);
    expect(states()).toEqual(['delivered']);
    expect(deliveries.replay('d99')).toBeUndefined();
  });

  test('are restored from a snapshot: a pending attempt is retried, and new ones continue the numbering', async () => {
    const first = createTestDeliveries({ settings: {} });
    first.deliveries.send(acceptedResponse('1001'));
    first.deliveries.send(acceptedResponse('1002'));
    const [held, waiting] = first.deliveries.list();
    if (!held || !waiting) throw new Error('no deliveries');
    await first.clock.settled();
    const { clock, deliveries, received } = createTestDeliveries();
    deliveries.restore('d1', { ...held, state: 'sending' });
    deliveries.restore('d2', waiting);
    await clock.settled();
    expect(received).toEqual(['1001 at 0', '1002 at 0']);
    expect(deliveries.send(acceptedResponse('1003')).id).toBe('d3');
  });

  test('send nothing and end all waits after close()', async () => {
    const { clock, deliveries, received, react } = createTestDeliveries();
    react(503);
    const { id } = deliveries.send(acceptedResponse('1001'));
    const first = deliveries.firstAttempt(id);
    deliveries.close();
    await first;
    await clock.settled();
    expect([deliveries.list(), received]).toEqual([[], []]);
  });
});

describe('the first attempt', () => {
  test('can be awaited when it fails, when it is held, or when none is pending', async () => {
    const { deliveries, react } = createTestDeliveries();
    react(503);
    const { id } = deliveries.send(acceptedResponse('1001'));
    await deliveries.firstAttempt(id);
    expect(deliveries.get(id)?.attempts).toHaveLength(1);
    await deliveries.firstAttempt(id);
    deliveries.pause();
    await deliveries.firstAttempt(deliveries.send(acceptedResponse('1002')).id);
    await deliveries.firstAttempt('d99');
    expect(deliveries.list().at(-1)?.state).toBe('held');
  });
});
