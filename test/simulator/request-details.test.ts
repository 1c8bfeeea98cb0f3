import { describe, expect } from 'vitest';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

describe('a single request of the journal', () => {
  xisTest('has the first slots of a search, and how many it found', async ({ xis }) => {
    const slots = await findSlots(xis, 'status=free&schedule=jansen');
    const { response } = xis.requests.explain(1);
    expect(response).toMatchObject({
      headers: { 'Content-Type': 'application/fhir+json; charset=utf-8' },
      isExcerpt: true,
      body: { resourceType: 'Bundle', total: slots.length },
    });
    const { entry } = (response?.body ?? {}) as { entry: readonly { resource: TestSlot }[] };
    expect(entry.map(({ resource }) => resource.id)).toEqual(slots.slice(0, 3).map(({ id }) => id));
    expect(entry[0]?.resource.extension[0]?.valueReference.display).toBe('Dr. Jansen');
  });

  xisTest('has the whole response of a search that found nothing', async ({ xis }) => {
    await findSlots(xis, 'schedule=nobody');
    const { response } = xis.requests.explain(1);
    expect(response).toMatchObject({ body: { total: 0 } });
    expect(response).not.toHaveProperty('isExcerpt');
  });

  xisTest('has the redacted appointment, its clauses, and a command that repeats it', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'status=free');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const { response, clauses, curl } = xis.requests.explain(2);
    expect(response).toMatchObject({
      headers: { Location: 'Appointment/1001' },
      body: { resourceType: 'Appointment', id: '1001', participant: [{ actor: { display: '[redacted]' } }, {}] },
    });
    expect(clauses).toContainEqual({ id: 'AP-5' });
    expect(curl).toContain(`--url '${xis.baseUrl}/Appointment'`);
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const refused = xis.requests.explain(3);
    expect(refused.clauses[0]).toEqual({ id: 'AP-7' });
    expect(refused.response?.body).toMatchObject({ issue: [{ diagnostics: /no longer available/ as never }] });
  });

  xisTest('has the response as a defect has changed it, and no response after a reset', async ({ xis }) => {
    xis.defects.set(['slot-bundle-type']);
    await findSlots(xis, 'status=free');
    xis.defects.clear();
    xis.faults.add({ operation: 'search-schedule', effect: { reset: true } });
    await expect(call(xis, 'GET', '/Schedule')).rejects.toThrow();
    const { body } = xis.requests.explain(1).response ?? {};
    expect(body).toMatchObject({ type: 'collection', entry: { length: 3 } });
    expect(xis.requests.explain(2).response).toBeUndefined();
  });

  xisTest('has nothing of the response in lists, and in the live feed', async ({ xis }) => {
    const feed = xis.events();
    await findSlots(xis, 'status=free');
    const { value } = await feed.next();
    await feed.return?.();
    for (const request of [...xis.requests.find(), ...value.requests]) {
      expect(request).not.toHaveProperty('response');
      expect(request).not.toHaveProperty('curl');
    }
  });
});

describe('the url of callbacks', () => {
  xisTest('is reached with any status', async ({ xis, callbackEndpoint }) => {
    callbackEndpoint.respondWith({ status: 503 });
    expect(await xis.callbacks.try()).toEqual({
      url: callbackEndpoint.url,
      reached: true,
      status: 503,
      ms: expect.any(Number),
    });
    const [received] = callbackEndpoint.received;
    expect([received?.method, received?.headers.authorization, received?.body]).toEqual(['HEAD', undefined, undefined]);
  });

  xisTest('is not reached, with the reason', async ({ xis, callbackEndpoint }) => {
    await callbackEndpoint.close();
    expect(await xis.callbacks.try()).toMatchObject({
      reached: false,
      error: 'the connection was refused (ECONNREFUSED)',
    });
    xis.callbacks.set({});
    await expect(xis.callbacks.try()).rejects.toThrow('callbacks have no url: set it first');
  });
});
