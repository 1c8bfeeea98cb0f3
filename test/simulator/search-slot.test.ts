import { describe, expect } from 'vitest';
import { searchsetSchema } from '../../fhir/resources/bundle.ts';
import { slotSchema } from '../../fhir/resources/slot.ts';
import { TYPE_SYSTEM } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import { call, findSlots, xisTest } from '../support/xis.ts';

const consult = `service-category=${encodeURIComponent(`${TYPE_SYSTEM}|consult`)}`;
const MONDAY = 'schedule.date=ge2027-01-11&schedule.date=le2027-01-11';

describe('GET /Slot', () => {
  xisTest('TR-1, SL-1: returns a searchset Bundle as FHIR JSON', async ({ xis }) => {
    const { status, headers, body } = await call(xis, 'GET', `/Slot?${MONDAY}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(validator(searchsetSchema(slotSchema('published')), { all: true }).violations(body)).toEqual([]);
    expect(body.total).toBe(6 + 2 + 3);
    expect(body.entry[0].fullUrl).toBe(`${xis.baseUrl}/Slot/${body.entry[0].resource.id}`);
  });

  xisTest('SL-1: no match is a Bundle without entry', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/Slot?schedule.date=ge2027-01-16&schedule.date=le2027-01-17');
    expect(status).toBe(200);
    expect(body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 0 });
    expect(body).not.toHaveProperty('entry');
  });

  xisTest('SL-2 to SL-7, SL-22: a slot has all that the flow needs', async ({ xis }) => {
    const [slot] = await findSlots(xis, MONDAY);
    expect(slot).toEqual({
      resourceType: 'Slot',
      id: 'jansen-20270111T0800Z',
      status: 'free',
      start: '2027-01-11T09:00:00+01:00',
      end: '2027-01-11T09:10:00+01:00',
      serviceCategory: [{ coding: [{ system: TYPE_SYSTEM, code: 'consult', display: 'Consult' }] }],
      extension: [
        { url: 'urn:extension:actor', valueReference: { reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' } },
      ],
      schedule: { reference: 'Schedule/jansen' },
    });
  });

  xisTest('SL-20, SL-21: ids are unique, and every slot starts before it ends', async ({ xis }) => {
    const slots = await findSlots(xis, '');
    expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
    expect(slots.filter(({ start, end }) => Date.parse(start) >= Date.parse(end))).toEqual([]);
  });

  xisTest('SL-8: service-category finds slots of that category only', async ({ xis }) => {
    const slots = await findSlots(xis, `${MONDAY}&${consult}`);
    expect(slots).toHaveLength(6 + 3);
    expect(new Set(slots.map((slot) => slot.serviceCategory[0]?.coding[0]?.code))).toEqual(new Set(['consult']));
    expect(await findSlots(xis, `${MONDAY}&service-category=http://other|consult`)).toHaveLength(0);
    expect(await findSlots(xis, `${MONDAY}&service-category=consult`)).toHaveLength(9);
  });

  xisTest('SL-9, SL-16, SL-19, SL-27: dates take in both ends, in either spelling and any offset', async ({ xis }) => {
    const week = await findSlots(xis, 'schedule.date=ge2027-01-11&schedule.date=le2027-01-15&schedule=jansen');
    expect(week).toHaveLength(5 * 8);
    expect(await findSlots(xis, 'Schedule.date=ge2027-01-11&Schedule.date=le2027-01-15&schedule=jansen')).toEqual(week);
    const until = (le: string) => findSlots(xis, `schedule=jansen&schedule.date=ge2027-01-11&schedule.date=le${le}`);
    expect(await until('2027-01-11T09:10:00%2B01:00')).toHaveLength(2);
    expect(await until('2027-01-11T08:09:59Z')).toHaveLength(1);
    expect(await until('2027-01-11T03:10:00-05:00')).toHaveLength(2);
    expect(await until('2027-01-11')).toHaveLength(8);
  });

  xisTest('SL-10, AP-9: status=free omits taken slots', async ({ xis }) => {
    xis.slots.take('jansen-20270111T0800Z');
    expect(await findSlots(xis, `${MONDAY}&status=free`)).toHaveLength(10);
    const busy = await findSlots(xis, `${MONDAY}&status=busy`);
    expect(busy.map(({ id }) => id)).toEqual(['jansen-20270111T0800Z']);
    expect(await findSlots(xis, `${MONDAY}&status=free,busy`)).toHaveLength(11);
  });

  xisTest('SL-11, SL-23: schedule takes an id or a reference', async ({ xis, simulator }) => {
    const byId = await findSlots(xis, `${MONDAY}&schedule=smit`);
    expect(byId).toHaveLength(3);
    expect(await findSlots(xis, `${MONDAY}&schedule=Schedule/smit`)).toEqual(byId);
    expect(await findSlots(xis, `${MONDAY}&schedule=${simulator.baseUrl}/Schedule/smit`)).toEqual(byId);
    expect(await findSlots(xis, `${MONDAY}&schedule=nobody`)).toEqual([]);
  });

  xisTest('SL-12, SL-24: filters combine with AND, commas with OR', async ({ xis }) => {
    expect(await findSlots(xis, `${MONDAY}&schedule=jansen,smit&${consult}`)).toHaveLength(9);
    expect(await findSlots(xis, `${MONDAY}&schedule=jansen&schedule=smit`)).toHaveLength(0);
    expect(await findSlots(xis, 'schedule=jansen&schedule.date=2027-01-11,2027-01-13')).toHaveLength(16);
  });

  xisTest('SL-14: seven-day pages with a common border have the border slot on both', async ({ xis }) => {
    const page = (from: string, to: string) =>
      findSlots(xis, `schedule.date=ge${from}T00:00:00%2B01:00&schedule.date=le${to}T09:00:00%2B01:00`);
    const border = (await page('2027-01-11', '2027-01-18')).filter(
      ({ start }) => start === '2027-01-18T09:00:00+01:00',
    );
    expect(border).toHaveLength(2);
  });

  xisTest('SL-15: a raw plus is not a malformed date', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/Slot?schedule.date=ge2027-01-11T00:00:00+01:00');
    expect(status).toBe(400);
    expect(body.issue[0]).toMatchObject({ code: 'value', expression: ['schedule.date'] });
    expect(body.issue[0].diagnostics).toContain('%2B');
  });

  xisTest.for([
    'schedule.date=ge2027-02-30',
    'schedule.date=yesterday',
    'schedule.date=ap2027-01-11',
    'service-category=a|b|c',
    'service-category=|',
    'status=open',
    'schedule=Slot/1',
    'schedule=a%20b',
    'status:not=free',
    '_count=-1',
    '_count=00',
    '_count=many',
    '_after=nobody-20270111T0800Z',
  ])('SL-17: %s is 400 with an OperationOutcome', async (query, { xis }) => {
    const { status, body } = await call(xis, 'GET', `/Slot?${query}`);
    expect({ status, type: body.resourceType }).toEqual({ status: 400, type: 'OperationOutcome' });
    expect(['invalid', 'structure', 'required', 'value']).toContain(body.issue[0].code);
  });

  xisTest.for([
    'schedule.date=',
    'schedule.date',
    'service-category=',
    'status=',
    'schedule=',
    '_count=',
    '_format=',
    'x=',
  ])('SL-17: %s has no value and is ignored with a note, also with strict handling', async (query, { xis }) => {
    const strict = { Prefer: 'handling=strict' };
    const { status, body } = await call(xis, 'GET', `/Slot?${MONDAY}&${query}`, { headers: strict });
    expect([status, body.total]).toEqual([200, 11]);
    expect(xis.requests.find().at(-1)?.notes).toEqual(['a search parameter without a value was ignored']);
  });

  xisTest('SL-18: pages follow each other by their next links, without gap or double', async ({ xis }) => {
    const all = await findSlots(xis, '');
    const ids: string[] = [];
    let path: string | undefined = '/Slot?_count=7';
    while (path !== undefined) {
      const { body } = await call(xis, 'GET', path);
      ids.push(...body.entry.map(({ resource }: { resource: { id: string } }) => resource.id));
      const next = body.link.find(({ relation }: { relation: string }) => relation === 'next');
      path = next?.url.slice(xis.baseUrl.length);
    }
    expect(ids).toEqual(all.map(({ id }) => id));
  });

  xisTest('SL-18: a booking between two pages neither drops nor repeats another slot', async ({ xis }) => {
    const first = await call(xis, 'GET', '/Slot?_count=3&status=free&schedule=jansen');
    xis.slots.take('jansen-20270111T0800Z');
    const next = first.body.link.find(({ relation }: { relation: string }) => relation === 'next').url;
    const second = await call(xis, 'GET', next.slice(xis.baseUrl.length));
    expect(second.body.entry[0].resource.id).toBe('jansen-20270111T0830Z');
  });

  xisTest('SL-18: _count=0 is the count alone: a total, no slots and no next page', async ({ xis }) => {
    for (const query of [MONDAY, `${MONDAY}&_after=jansen-20270111T0800Z`]) {
      const { status, body } = await call(xis, 'GET', `/Slot?${query}&_count=0`);
      expect([status, body.total, body.entry]).toEqual([200, 11, undefined]);
      expect(body.link.map(({ relation }: { relation: string }) => relation)).toEqual(['self']);
    }
    const paginated = await call(xis, 'GET', `/Slot?${MONDAY}&_count=3`);
    expect([paginated.body.total, paginated.body.entry.length]).toEqual([undefined, 3]);
  });

  xisTest('TR-8: the links have the parameters that were used, as they were sent', async ({ xis }) => {
    const used = 'schedule.date=ge2027-01-11T00:00:00%2B01:00&status=free&_count=3';
    const { body } = await call(xis, 'GET', `/Slot?color=blue&${used}&schedule=&&size=7`);
    const [self, next] = body.link;
    expect(self.url).toBe(`${xis.baseUrl}/Slot?${used}`);
    expect(next.url).toMatch(`${xis.baseUrl}/Slot?${used}&_after=`);
    const { body: page } = await call(xis, 'GET', next.url.slice(xis.baseUrl.length));
    expect(page.link[0].url).toBe(next.url);
  });

  xisTest('TR-8: unknown parameters are ignored, unless strict handling is requested', async ({ xis }) => {
    expect(await findSlots(xis, `${MONDAY}&color=blue`)).toHaveLength(11);
    expect(xis.requests.find().at(-1)?.notes).toHaveLength(1);
    const strict = await call(xis, 'GET', `/Slot?${MONDAY}&color=blue`, { headers: { Prefer: 'handling=strict' } });
    expect(strict.status).toBe(400);
    expect((await call(xis, 'GET', `/Slot?${MONDAY}`, { headers: { Prefer: 'handling=strict' } })).status).toBe(200);
  });

  xisTest('returns no past slots, as the clock advances', async ({ xis }) => {
    expect(await findSlots(xis, MONDAY)).toHaveLength(11);
    await xis.clock.advance({ to: '2027-01-11T09:10:00+01:00' });
    expect(await findSlots(xis, MONDAY)).toHaveLength(11 - 2 * 2);
    await xis.clock.advance({ to: '2027-01-12T00:00:00+01:00' });
    expect(await findSlots(xis, MONDAY)).toHaveLength(0);
  });

  xisTest('a cached response is not returned after a change of the agenda', async ({ xis }) => {
    const count = async () => (await findSlots(xis, `${MONDAY}&status=free`)).length;
    expect([await count(), await count()]).toEqual([11, 11]);
    xis.slots.take('smit-20270111T0800Z');
    expect(await count()).toBe(10);
    xis.slots.release('smit-20270111T0800Z');
    expect(await count()).toBe(11);
  });

  xisTest('the horizon moves with the day', async ({ xis }) => {
    const last = async () => (await findSlots(xis, 'schedule=jansen')).at(-1)?.start.slice(0, 10);
    expect(await last()).toBe('2027-02-08');
    await xis.clock.advance({ by: 'P1D' });
    expect(await last()).toBe('2027-02-09');
  });
});

describe('GET /Slot/{id}', () => {
  xisTest('reads a slot that a search found, also when it is taken or past', async ({ xis }) => {
    const [slot] = await findSlots(xis, MONDAY);
    expect((await call(xis, 'GET', `/Slot/${slot?.id}`)).body).toEqual(slot);
    await xis.clock.advance({ by: 'P1D' });
    expect((await call(xis, 'GET', `/Slot/${slot?.id}`)).status).toBe(200);
  });

  xisTest.for([
    'nobody-20270111T0800Z',
    'jansen-20270111T0805Z',
    'jansen-20350115T0800Z',
    'x',
    'jansen-20270231T0800Z',
  ])('TR-7: %s is 404', async (id, { xis }) => {
    const { status, body } = await call(xis, 'GET', `/Slot/${id}`);
    expect({ status, code: body.issue[0].code }).toEqual({ status: 404, code: 'not-found' });
  });
});
