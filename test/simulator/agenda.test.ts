import fc from 'fast-check';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import { createTestStore, StoredSandbox } from '../support/stored-sandbox.ts';
import { call, createBookingBody, createCanaryBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

/** Monday 11 January, from 09:00 to 09:25 on the schedule of Dr. Jansen. */
const PERIOD = { schedule: 'jansen', from: '2027-01-11 09:00', to: '2027-01-11 09:25' };
const BLOCKED = ['jansen-20270111T0800Z', 'jansen-20270111T0810Z', 'jansen-20270111T0820Z'];

/** Returns the status of each slot that is not free, with its holder. */
function listTaken({ agenda }: Pick<Organization, 'agenda'>): Readonly<Record<string, string>> {
  const slots = agenda().schedules.flatMap((schedule) => schedule.slots);
  const taken = slots.filter(({ status }) => status !== 'free');
  return Object.fromEntries(taken.map(({ id, status, holder }) => [id, `${status} ${Object.values(holder ?? {})}`]));
}

describe('the agenda', () => {
  xisTest('has the slots of some days by schedule', async ({ xis }) => {
    const { schedules, ...days } = xis.agenda({ from: '2027-01-11', days: 1 });
    expect(days).toEqual({
      from: '2027-01-11',
      days: 1,
      timeZone: 'Europe/Amsterdam',
      now: '2027-01-11T07:00:00+01:00',
    });
    expect(schedules.map(({ id, practitioners, slots }) => [id, practitioners, slots.length])).toEqual([
      ['jansen', ['Dr. Jansen'], 8],
      ['smit', ['Dr. Smit'], 3],
    ]);
    expect(schedules[0]?.slots[6]).toEqual({
      id: 'jansen-20270111T0900Z',
      start: '2027-01-11T10:00:00+01:00',
      end: '2027-01-11T10:30:00+01:00',
      type: 'gesprek',
      status: 'free',
    });
  });

  xisTest('begins today, has seven days, and past slots too', async ({ xis }) => {
    await xis.clock.advance({ by: 'PT3H' });
    const [jansen] = xis.agenda().schedules;
    expect(jansen?.slots.map(({ start }) => start.slice(0, 10)).filter((date) => date === '2027-01-11')).toHaveLength(
      8,
    );
    expect(jansen?.slots.at(-1)?.start).toBe('2027-01-15T10:30:00+01:00');
  });

  xisTest('[AP-18] names the holder of a slot that is not free', async ({ xis }) => {
    const [consult] = await findSlots(xis, 'service-category=consult&schedule=jansen');
    const [talk] = await findSlots(xis, 'service-category=gesprek&schedule=jansen');
    for (const slot of [consult, talk])
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    xis.slots.take('smit-20270111T0800Z');
    xis.slots.block({ ...PERIOD, from: '2027-01-11 09:10' });
    expect(listTaken(xis)).toEqual({
      'jansen-20270111T0800Z': 'busy appointment,1001',
      'jansen-20270111T0810Z': 'busy block',
      'jansen-20270111T0820Z': 'busy block',
      'jansen-20270111T0900Z': 'tentative appointment,1002',
      'smit-20270111T0800Z': 'busy competitor',
    });
    xis.approvals.decline('1002');
    expect(listTaken(xis)).not.toHaveProperty('jansen-20270111T0900Z');
  });

  test('shows slots that are busy by the configuration, closed days, and the days of another time zone', async () => {
    const [jansen] = SMALL_PRACTICE.schedules;
    const schedule = { id: 'tokyo', practitioner: { id: 'sato', name: 'Dr. Sato' }, timeZone: 'Asia/Tokyo' };
    const configuration = {
      ...SMALL_PRACTICE,
      agb: '10000001',
      schedules: [
        { ...jansen, id: 'jansen', busyShare: 1, closures: [{ from: '2027-01-12', to: '2027-01-12' }] },
        { ...schedule, hours: [{ days: 'workdays', from: '07:50', to: '08:10', type: 'consult' }] },
      ],
    };
    const simulator = await createSimulator({ configuration: { organizations: [configuration] } as never, port: 0 });
    const { schedules } = simulator.organization().agenda({ from: '2027-01-11', days: 2 });
    await simulator.close();
    expect(schedules[0]).toMatchObject({ closed: ['2027-01-12'] });
    expect(schedules[0]?.slots).toHaveLength(8);
    expect(new Set(schedules[0]?.slots.map(({ holder }) => holder?.kind))).toEqual(new Set(['rule']));
    // 07:50 in Tokyo is 23:50 of the day before in Amsterdam.
    expect(schedules[1]?.slots.map(({ start }) => start)).toEqual([
      '2027-01-11T00:00:00+01:00',
      '2027-01-11T23:50:00+01:00',
      '2027-01-12T00:00:00+01:00',
      '2027-01-12T23:50:00+01:00',
    ]);
  });

  xisTest('over HTTP', async ({ simulator, xis }) => {
    const admin = supertest(`http://localhost:${simulator.port}/__admin/organizations/${xis.agb}`);
    const { body } = await admin.get('/agenda?from=2027-01-11&days=1&schedule=smit').expect(200);
    expect(body).toEqual(xis.agenda({ from: '2027-01-11', days: 1, schedule: 'smit' }));
    await admin.get('/agenda?schedule=nobody').expect(404);
    for (const query of ['from=2027-02-30', 'from=monday', 'days=8', 'from=9999-12-29']) {
      const { status } = await admin.get(`/agenda?${query}`);
      expect([query, status]).toEqual([query, 422]);
    }
  });

  xisTest('has all slots of any days, each once', async ({ xis }) => {
    const wanted = fc.record({ first: fc.integer({ min: 0, max: 12 }), days: fc.integer({ min: 1, max: 7 }) });
    const idsOf = (first: number, days: number) =>
      xis.agenda({ from: `2027-01-${11 + first}`, days }).schedules.map(({ slots }) => slots.map(({ id }) => id));
    fc.assert(
      fc.property(wanted, ({ first, days }) => {
        const single = Array.from({ length: days }, (_, index) => idsOf(first + index, 1));
        expect(idsOf(first, days)).toEqual([0, 1].map((schedule) => single.flatMap((ids) => ids[schedule] ?? [])));
      }),
    );
  });
});

describe('the patients', () => {
  xisTest('have names only where the configuration has them, and no BSN', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createCanaryBody(slot as TestSlot) });
    const [known] = xis.appointments.list();
    expect(xis.patients()).toEqual([
      { reference: 'Patient/1', name: 'Emma de Boer' },
      { reference: 'Patient/2', name: 'Daan Visser' },
      { reference: known?.patient },
    ]);
  });
});

describe('blocked slots', () => {
  xisTest('[SL-10] [AP-7] are busy in a search, and not bookable', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'status=free&schedule=jansen');
    expect(xis.slots.block(PERIOD)).toEqual(BLOCKED);
    const busy = await findSlots(xis, 'status=busy');
    expect(busy.map(({ id }) => id)).toEqual(BLOCKED);
    const { status } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const [refused] = xis.requests.find({ problem: 'slot-taken' });
    expect([status, xis.requests.explain(refused?.id ?? 0).why.conflict]).toEqual([
      409,
      { slot: BLOCKED[0], takenBy: 'block', since: '2027-01-11T07:00:00+01:00', text: 'blocked by the practitioner' },
    ]);
  });

  xisTest('are free again, and only those: in a part of the period, or one by one', async ({ xis }) => {
    xis.slots.take('jansen-20270111T0810Z');
    expect(xis.slots.block(PERIOD)).toEqual([BLOCKED[0], BLOCKED[2]]);
    expect(xis.slots.block(PERIOD)).toEqual([]);
    expect(xis.slots.unblock({ ...PERIOD, from: '2027-01-11 09:20' })).toEqual([BLOCKED[2]]);
    expect(xis.slots.unblock(PERIOD)).toEqual([BLOCKED[0]]);
    xis.slots.block(PERIOD);
    for (const id of [BLOCKED[0], BLOCKED[2]]) xis.slots.release(id as string);
    expect(listTaken(xis)).toEqual({ 'jansen-20270111T0810Z': 'busy competitor' });
  });

  xisTest('change in one entry of the log', async ({ xis }) => {
    await xis.settled();
    const before = (await xis.log()).entries.length;
    xis.slots.block(PERIOD);
    const added = (await xis.log()).entries.slice(before);
    expect(added.map(({ cause, changes }) => [cause.name, changes?.slots?.length])).toEqual([['slots.block', 3]]);
  });

  xisTest('are in a snapshot', async ({ xis }) => {
    xis.slots.block(PERIOD);
    const taken = listTaken(xis);
    const snapshot = JSON.parse(JSON.stringify(await xis.snapshot()));
    await xis.reset();
    expect(listTaken(xis)).toEqual({});
    await xis.restore(snapshot);
    expect(listTaken(xis)).toEqual(taken);
  });

  test('are in a store', async () => {
    await using sandbox = new StoredSandbox(SMALL_PRACTICE, await createTestStore('folder'));
    await sandbox.open();
    await sandbox.use(({ slots }) => slots.block(PERIOD));
    await sandbox.reopen();
    expect(listTaken(sandbox.organization)).toEqual(Object.fromEntries(BLOCKED.map((id) => [id, 'busy block'])));
  });

  xisTest('over HTTP, with an error for a period that cannot be', async ({ simulator, xis }) => {
    const slots = supertest(`http://localhost:${simulator.port}/__admin/organizations/${xis.agb}/slots`);
    expect((await slots.post('/block').send(PERIOD).expect(200)).body).toEqual({ slots: BLOCKED });
    expect((await slots.post('/unblock').send(PERIOD).expect(200)).body).toEqual({ slots: BLOCKED });
    await slots
      .post('/block')
      .send({ ...PERIOD, schedule: 'nobody' })
      .expect(404);
    for (const to of ['2027-01-11 09:00', '2027-02-11 09:01', 'later']) {
      const { status } = await slots.post('/block').send({ ...PERIOD, to });
      expect([to, status]).toEqual([to, 422]);
    }
  });
});

describe('an advance to the next event', () => {
  xisTest('comes to the next scheduled event, and no further', async ({ xis }) => {
    xis.callbacks.set({ url: 'http://127.0.0.1:1', retry: { first: 'PT1M', factor: 2, jitter: 0 } });
    const start = '2027-01-11 09:00';
    xis.appointments.make({ schedule: 'jansen', type: 'consult', start, patient: 'Patient/1' });
    await xis.settled();
    const { now, reached, happened } = await xis.clock.advance({ toNext: true });
    expect([now, reached, happened.map(({ kind, subject }) => `${kind} ${subject}`)]).toEqual([
      '2027-01-11T07:01:00+01:00',
      true,
      ['attempt d1'],
    ]);
    expect((await xis.clock.advance({ toNext: true })).now).toBe('2027-01-11T07:03:00+01:00');
  });

  xisTest('is a conflict when nothing is scheduled', async ({ simulator, xis }) => {
    const clock = supertest(`http://localhost:${simulator.port}/__admin/organizations/${xis.agb}/clock`);
    const { body } = await clock.post('/advance').send({ toNext: true }).expect(409);
    expect(body.issue[0].diagnostics).toContain('toNext: expected a scheduled event');
    await clock.post('/advance').send({ toNext: false }).expect(422);
  });
});
