import { describe, expect, test } from 'vitest';
import { acceptedResponse, createTestDeliveries } from '../../test/support/deliveries.ts';
import { NINE } from '../../test/support/time.ts';
import type { Delivery } from '../domain/callback/delivery.ts';
import { DeliveryStore } from './delivery-store.ts';

/** Creates a delivery; its state can change the cost of what a test counts. */
function createDelivery(number: number, changes: Partial<Delivery> = {}): Delivery {
  return {
    id: `d${number}`,
    operation: 'send-appointment-response',
    appointment: '1001',
    message: acceptedResponse('1001'),
    createdAt: NINE,
    state: 'waiting',
    attempts: [],
    ...changes,
  };
}

describe('the deliveries of an organization', () => {
  test('that have ended are kept up to a number; open ones are always kept', async () => {
    const { clock, deliveries, react } = createTestDeliveries({ retention: { items: 3, bytes: 1e9 } });
    react(503);
    for (let appointment = 1; appointment <= 6; appointment++) deliveries.send(acceptedResponse(String(appointment)));
    await clock.settled();
    const kept = deliveries.list().map(({ id, state }) => `${id} ${state}`);
    expect(kept).toEqual(['d1 waiting', 'd4 delivered', 'd5 delivered', 'd6 delivered']);
    expect([deliveries.get('d2'), deliveries.hasOpen('1'), deliveries.hasOpen('2')]).toEqual([undefined, true, false]);
  });

  test('that have ended are kept up to a size', () => {
    const store = new DeliveryStore({ items: 1000, bytes: 20_000 });
    const answer = { id: 'x'.repeat(4000) };
    for (let number = 1; number <= 5; number++)
      store.set(createDelivery(number, { state: 'failed', attempts: [{ at: NINE, status: 400, answer }] }));
    expect(store.list().map(({ id }) => id)).toEqual(['d4', 'd5']);
  });

  test('that are sent again are kept until they have ended again', () => {
    const store = new DeliveryStore({ items: 1, bytes: 1e9 });
    for (const number of [1, 2]) store.set(createDelivery(number, { state: 'delivered' }));
    store.set(createDelivery(2));
    store.set(createDelivery(3, { state: 'delivered' }));
    expect(store.list().map(({ id, state }) => `${id} ${state}`)).toEqual(['d2 waiting', 'd3 delivered']);
    store.set(createDelivery(2, { state: 'delivered' }));
    expect(store.list().map(({ id }) => id)).toEqual(['d2']);
  });

  test('CB-6: that are open are found in the order of their numbers', () => {
    const store = new DeliveryStore({ items: 10, bytes: 1e9 });
    for (const number of [3, 1, 10, 2]) store.set(createDelivery(number, { state: 'held', heldFor: 'earlier' }));
    store.set(createDelivery(1, { state: 'delivered' }));
    expect(store.findOpen('1001', () => true)?.id).toBe('d2');
    expect(store.findOpen('1001', ({ id }) => id !== 'd2')?.id).toBe('d3');
    expect(store.listHeld('earlier').map(({ id }) => id)).toEqual(['d2', 'd3', 'd10']);
    store.drop(new Set(['1001']));
    expect(store.list()).toEqual([]);
  });

  test('CB-6: the attempts for each callback of one appointment do not grow with their number', async () => {
    const attemptsFor = async (count: number): Promise<number> => {
      const { clock, deliveries, received } = createTestDeliveries();
      deliveries.pause();
      for (let sent = 0; sent < count; sent++) deliveries.send(acceptedResponse('1001'));
      await clock.settled();
      let attempts = 0;
      const attempt = deliveries.attempt.bind(deliveries);
      deliveries.attempt = (id) => {
        attempts++;
        return attempt(id);
      };
      deliveries.resume();
      await clock.settled();
      expect(received).toHaveLength(count);
      return attempts / count;
    };
    expect(await attemptsFor(200)).toBeLessThanOrEqual((await attemptsFor(20)) + 0.5);
  });

  test('keep the response bodies of the last ten attempts', async () => {
    const { deliveries, react, to } = createTestDeliveries({
      settings: { url: 'http://spreekuur.test', retry: { longest: 'PT1M' } },
    });
    react(...Array.from({ length: 30 }, () => () => Response.json({ id: 'busy' }, { status: 503 })));
    const { id } = deliveries.send(acceptedResponse('1001'));
    await to(20);
    const answered = deliveries.get(id)?.attempts.map(({ answer }) => answer !== undefined);
    expect(answered).toEqual([...Array(11).fill(false), ...Array(10).fill(true)]);
  });
});
