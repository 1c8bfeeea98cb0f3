import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { acceptedResponse, createTestDeliveries } from '../../test/support/deliveries.ts';
import { NINE } from '../../test/support/time.ts';
import type { Delivery } from '../domain/callback/delivery.ts';

/** Creates deliveries with one that waits for its first attempt. */
function createWaiting(fetch?: () => Promise<Response>) {
  const { deliveries, ...rest } = createTestDeliveries(fetch && { fetch });
  const { id } = deliveries.send(acceptedResponse('1001'));
  return { ...rest, deliveries, id, delivery: deliveries.get(id) as Delivery };
}

/** Returns whether a promise resolves without any time. */
async function resolves(promise: Promise<void>): Promise<boolean> {
  let hasResolved = false;
  void promise.then(() => {
    hasResolved = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  return hasResolved;
}

describe('a delivery that another process changes', () => {
  test.for([
    ['has tried it', { attempts: [{ at: NINE, status: 503 }] }],
    ['holds it', { state: 'held', heldFor: 'resume' }],
    ['has lost it', { state: 'lost' }],
    ['has removed it', undefined],
  ] as const)('CB-6: is awaited no longer when it %s', async ([, change]) => {
    const { deliveries, id, delivery } = createWaiting();
    const first = deliveries.firstAttempt(id);
    deliveries.restore(id, { ...delivery, state: 'sending' });
    expect(await resolves(first)).toBe(false);
    deliveries.restore(id, change && { ...delivery, ...change });
    expect(await resolves(first)).toBe(true);
    deliveries.close();
  });

  test('CB-6: is awaited no longer when the attempt ends here after the other process has taken it over', async () => {
    let respond = (): void => undefined;
    const response = new Promise<Response>((resolve) => {
      respond = () => resolve(new Response(null, { status: 201 }));
    });
    const { clock, deliveries, id, system } = createWaiting(() => response);
    const first = deliveries.firstAttempt(id);
    while (deliveries.get(id)?.state !== 'sending') await new Promise(setImmediate);
    const sending = deliveries.get(id) as Delivery;
    deliveries.restore(id, { ...sending, leasedUntil: plus(system.now(), 60_000) });
    respond();
    await first;
    await clock.settled();
    expect(deliveries.get(id)).toMatchObject({ state: 'sending', attempts: [] });
    deliveries.close();
  });

  test('CB-6: is sent again after its lease, also when the timer fires a little early', async () => {
    const { clock, deliveries, received, system } = createTestDeliveries();
    const { after } = system;
    let early = 1;
    system.after = (milliseconds, call) => {
      const timer = after(milliseconds - early, call);
      early = 0;
      return timer;
    };
    const { id } = deliveries.send(acceptedResponse('1001'));
    const delivery = deliveries.get(id) as Delivery;
    deliveries.restore(id, { ...delivery, state: 'sending', leasedUntil: plus(system.now(), 25_000) });
    system.pass(24_999);
    await clock.settled();
    expect(received).toEqual([]);
    system.pass(1);
    await clock.settled();
    expect(received).toEqual(['1001 at 0']);
  });
});
