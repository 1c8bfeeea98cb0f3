import { describe, expect, test } from 'vitest';
import { acceptedResponse, createTestDeliveries } from '../../test/support/deliveries.ts';
import { CallbackLanes, MAX_CALLBACKS_PER_RECEIVER as MAX } from './callback-lanes.ts';

const SILENT = 'http://silent.test';
const OTHER = 'http://other.test';

/** Creates deliveries to receivers that respond when a test lets them. */
function createSilentReceiver() {
  const open: { readonly url: string; readonly respond: () => void }[] = [];
  const fetch = (url: string): Promise<Response> =>
    new Promise((resolve) => open.push({ url, respond: () => resolve(new Response(null, { status: 201 })) }));
  const test = createTestDeliveries({ settings: { url: SILENT }, fetch });
  const { deliveries } = test;
  return {
    ...test,
    open,
    send: (count: number, from = 0) => {
      for (let number = from; number < from + count; number++) deliveries.send(acceptedResponse(String(number)));
    },
    count: (state: string) => deliveries.list().filter((delivery) => delivery.state === state).length,
  };
}

/** Lets the event loop turn until a condition is met. */
async function until(isMet: () => boolean): Promise<void> {
  while (!isMet()) await new Promise(setImmediate);
}

describe('callbacks to a receiver that is silent', () => {
  test('CB-6: are bounded in number, and the next is sent when one has ended', async () => {
    const { clock, open, send, count } = createSilentReceiver();
    send(MAX + 5);
    await until(() => clock.scheduled().length === 0);
    expect([open.length, count('sending'), count('waiting')]).toEqual([MAX, MAX, 5]);
    open[3]?.respond();
    await until(() => open.length === MAX + 1);
    expect([count('delivered'), count('sending'), count('waiting')]).toEqual([1, MAX, 4]);
    for (let index = 0; index < MAX + 5; index++) {
      await until(() => open.length > index);
      open[index]?.respond();
    }
    await clock.settled();
    expect([open.length, count('delivered')]).toEqual([MAX + 5, MAX + 5]);
  });

  test('cost a receiver at another url nothing, and those that wait go to the new url', async () => {
    const { clock, deliveries, open, send, count } = createSilentReceiver();
    send(MAX + 1);
    await until(() => clock.scheduled().length === 0);
    deliveries.configure({ url: OTHER });
    send(2, 100);
    await until(() => open.length === MAX + 2);
    open[0]?.respond();
    await until(() => open.length === MAX + 3);
    expect(open.slice(MAX).map(({ url }) => url)).toEqual(Array(3).fill(`${OTHER}/AppointmentResponse`));
    for (const { respond } of open) respond();
    await clock.settled();
    expect([count('delivered'), open.length]).toEqual([MAX + 3, MAX + 3]);
  });

  test('wait for their turn once, also when they are sent again meanwhile', async () => {
    const { clock, deliveries, open, send } = createSilentReceiver();
    send(MAX + 1);
    await until(() => clock.scheduled().length === 0);
    expect(deliveries.replay(`d${MAX + 1}`)?.state).toBe('waiting');
    open[0]?.respond();
    await until(() => open.length === MAX + 1);
    for (const { respond } of open) respond();
    await clock.settled();
    expect(open).toHaveLength(MAX + 1);
  });

  test('that wait for their turn are held by a pause, and end with the organization', async () => {
    const { clock, deliveries, open, send, count } = createSilentReceiver();
    send(MAX + 2);
    await until(() => clock.scheduled().length === 0);
    deliveries.pause();
    open[0]?.respond();
    await until(() => count('held') === 2);
    expect(open).toHaveLength(MAX);
    deliveries.close();
    for (const { respond } of open) respond();
    await clock.settled();
    expect([open.length, deliveries.list()]).toEqual([MAX, []]);
  });

  test('CB-6: end before the process does, and the others stay due for the next one', async () => {
    const { clock, deliveries, lanes, open, send, system } = createSilentReceiver();
    send(MAX + 1);
    await until(() => clock.scheduled().length === 0);
    let hasDrained = false;
    const first = deliveries.firstAttempt(`d${MAX + 1}`);
    const drained = lanes.drain().then(() => {
      hasDrained = true;
    });
    await first;
    const late = deliveries.send(acceptedResponse('late'));
    await deliveries.firstAttempt(late.id);
    await until(() => clock.scheduled().length === 0);
    for (const { respond } of open) {
      expect(hasDrained).toBe(false);
      respond();
    }
    await drained;
    await clock.settled();
    const waiting = deliveries.list().filter(({ state }) => state !== 'delivered');
    expect(waiting.map(({ id, state }) => `${id} ${state}`)).toEqual([`d${MAX + 1} waiting`, `${late.id} waiting`]);
    expect([open.length, deliveries.nextDue]).toEqual([MAX, system.now()]);
    await new CallbackLanes().drain();
  });

  test('are bounded over all organizations, and an organization that ends frees its waiting ones', async () => {
    const lanes = new CallbackLanes();
    const { signal } = new AbortController();
    for (let number = 0; number < MAX; number++) expect(lanes.enter(SILENT, signal)).toBeUndefined();
    const ending = new AbortController();
    const [ended, waiting] = [lanes.enter(SILENT, ending.signal), lanes.enter(SILENT, signal)];
    ending.abort();
    expect(await ended).toBe(false);
    lanes.leave(SILENT);
    expect(await waiting).toBe(true);
    expect(await lanes.enter(SILENT, AbortSignal.abort())).toBe(false);
  });
});
