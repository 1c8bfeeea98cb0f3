import { describe, expect } from 'vitest';
import { TYPE_SYSTEM } from '../../fixtures/test/practices.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

describe('the journal', () => {
  xisTest('finds and counts requests', async ({ xis }) => {
    await call(xis, 'GET', '/Slot?status=free');
    await call(xis, 'GET', '/Slot?status=x');
    await call(xis, 'GET', '/Schedule');
    expect(xis.requests.count({ operation: 'search-slot' })).toBe(2);
    expect(xis.requests.find({ status: 400 })).toMatchObject([
      { method: 'GET', url: '/fhir/Slot?status=x', problem: 'bad-status' },
    ]);
    expect(xis.requests.find({ after: 2 })).toHaveLength(1);
    expect(xis.requests.find({ urlContains: 'Schedule' })).toHaveLength(1);
    xis.requests.clear();
    expect(xis.requests.count()).toBe(0);
  });

  xisTest('explains why a search found no slots', async ({ xis }) => {
    xis.slots.take('smit-20270111T0800Z');
    const query = `service-category=${TYPE_SYSTEM}|consult&schedule.date=2027-01-11&status=busy&schedule=jansen`;
    await call(xis, 'GET', `/Slot?${query}`);
    const [request] = xis.requests.find();
    const { why } = xis.requests.explain(request?.id ?? 0);
    // jansen: 21 workdays of 6 and 2; smit: 5 Mondays of 3, 4 Tuesdays of 2.
    expect(why.search).toEqual({
      slots: 21 * 8 + 5 * 3 + 4 * 2,
      found: 0,
      otherSchedule: 23,
      otherServiceCategory: 42,
      outsideDates: 120,
      busy: 0,
      awaitingApproval: 0,
      free: 6,
      text: '191 slots: 23 on another schedule, 42 other service category, 120 outside the dates, 6 free',
    });
  });

  xisTest('explains from the agenda at the time of the request', async ({ xis }) => {
    const query = 'schedule=smit&schedule.date=2027-01-11&status=free';
    for (const id of ['smit-20270111T0800Z', 'smit-20270111T0810Z', 'smit-20270111T0820Z']) xis.slots.take(id);
    await call(xis, 'GET', `/Slot?${query}`);
    xis.slots.release('smit-20270111T0800Z');
    const explained = xis.requests.explain(1).why.search;
    expect([explained?.found, explained?.busy]).toEqual([0, 3]);
  });

  xisTest('AP-7: explains who took a slot and when', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    await xis.clock.advance({ by: 'PT10M' });
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const [refused] = xis.requests.find({ status: 409 });
    expect(xis.requests.explain(refused?.id ?? 0).why.conflict).toEqual({
      slot: slot?.id,
      takenBy: 'appointment',
      appointment: '1001',
      since: '2027-01-11T07:00:00+01:00',
      text: 'taken by appointment 1001',
    });
  });

  xisTest('returns the next matching request', async ({ xis }) => {
    const next = xis.requests.next({ operation: 'search-schedule' });
    await call(xis, 'GET', '/Slot');
    await call(xis, 'GET', '/Schedule');
    expect(await next).toMatchObject({ url: '/fhir/Schedule' });
    await expect(xis.requests.next({ status: 418 }, { timeoutMs: 5 })).rejects.toThrow('within 5 ms');
  });

  xisTest('keeps no more than its limit', async ({ simulator, xis }) => {
    const small = await simulator.organizations.create({ ...xis.configuration(), agb: '70000005', journalLimit: 3 });
    const secondXis = { ...xis, headers: { 'X-Organization-Identifier': '70000005' } };
    for (let count = 0; count < 8; count++) await call(secondXis, 'GET', '/Schedule');
    expect(small.requests.find().map(({ id }) => id)).toEqual([6, 7, 8]);
    await simulator.organizations.drop('70000005');
  });
});
