import { describe, expect, test } from 'vitest';
import { acceptedResponse, createTestDeliveries } from '../../test/support/deliveries.ts';

describe('a callback with a fault', () => {
  test('lost: is never sent, and does not hold up the next', async () => {
    const { deliveries, received, states, to } = createTestDeliveries({ fault: { callback: 'lost' } });
    expect(deliveries.send(acceptedResponse('1001'))).toMatchObject({ state: 'lost', fault: 'fault-1' });
    deliveries.send(acceptedResponse('1001'));
    await to(600);
    expect(received).toEqual(['1001 at 0']);
    expect(states()).toEqual(['lost', 'delivered']);
  });

  test('twice: is sent again after it was delivered', async () => {
    const { deliveries, received, react, states, to } = createTestDeliveries({ fault: { callback: 'twice' } });
    react(503);
    deliveries.send(acceptedResponse('1001'));
    deliveries.send(acceptedResponse('1001'));
    await to(10);
    expect(received).toEqual(['1001 at 0', '1001 at 1', '1001 at 1', '1001 at 1']);
    expect(deliveries.list().map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
      [503, 201, 201],
      [201],
    ]);
    expect(states()).toEqual(['delivered', 'delivered']);
  });

  test('late: is sent after the delay', async () => {
    const { deliveries, received, states, to } = createTestDeliveries({ fault: { callback: { late: 'PT1H' } } });
    deliveries.send(acceptedResponse('1001'));
    deliveries.send(acceptedResponse('1002'));
    await to(59);
    expect([received, states()]).toEqual([['1002 at 0'], ['waiting', 'delivered']]);
    await to(61);
    expect(received).toEqual(['1002 at 0', '1001 at 60']);
  });

  test('out of order: is held back until the next one has been delivered, of the same appointment too', async () => {
    const { deliveries, ended, received, states, to } = createTestDeliveries({ fault: { callback: 'out-of-order' } });
    deliveries.send(acceptedResponse('1001'));
    await to(30);
    expect([received, states()]).toEqual([[], ['held (next-callback)']]);
    deliveries.send(acceptedResponse('1001'));
    await to(31);
    expect([received, states()]).toEqual([
      ['1001 at 30', '1001 at 30'],
      ['delivered', 'delivered'],
    ]);
    const order = [await ended.next(() => true, 'delivery', 1000), await ended.next(() => true, 'delivery', 1000)];
    expect(order.map(({ id }) => id)).toEqual(['d2', 'd1']);
  });

  test('after cancellation: is held back until the patient has cancelled that appointment', async () => {
    const { deliveries, received, states, to } = createTestDeliveries({ fault: { callback: 'after-cancellation' } });
    deliveries.send(acceptedResponse('1001'));
    deliveries.releaseAfterCancellation('1002');
    await to(30);
    expect([received, states()]).toEqual([[], ['held (cancellation)']]);
    deliveries.releaseAfterCancellation('1001');
    await to(31);
    expect([received, states()]).toEqual([['1001 at 30'], ['delivered']]);
  });

  test('a replay sends it all the same', async () => {
    for (const callback of ['lost', 'after-cancellation', 'out-of-order'] as const) {
      const { clock, deliveries, received } = createTestDeliveries({ fault: { callback } });
      const { id } = deliveries.send(acceptedResponse('1001'));
      deliveries.replay(id);
      await clock.settled();
      expect(received).toEqual(['1001 at 0']);
      expect(deliveries.get(id)?.state).toBe('delivered');
    }
  });

  test('before the response: is sent as usual, because the request handles the fault', async () => {
    const { clock, deliveries, states } = createTestDeliveries({ fault: { callback: 'before-answer' } });
    expect(deliveries.send(acceptedResponse('1001')).fault).toBeUndefined();
    await clock.settled();
    expect(states()).toEqual(['delivered']);
  });

  test('skipFaults leaves a fault for the next delivery', () => {
    const { deliveries } = createTestDeliveries({ fault: { callback: 'lost' } });
    expect(deliveries.send(acceptedResponse('1001'), { skipFaults: true }).state).toBe('waiting');
    expect(deliveries.send(acceptedResponse('1001')).state).toBe('lost');
  });
});
