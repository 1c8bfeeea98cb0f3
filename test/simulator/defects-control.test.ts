import { describe, expect } from 'vitest';
import { checkConfiguration, DEFECTS, defaultConfiguration, nearestDefects } from '../../simulator/index.ts';
import { parseConfiguration } from '../../simulator/practice/load.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const FREE = 'schedule.date=ge2027-01-12&schedule.date=le2027-01-12&schedule=jansen';

describe('the defects of an organization', () => {
  xisTest('come with its configuration, and again after a reset', async ({ xis, simulator }) => {
    const agb = '80000002';
    const defects = ['types-bad-status'];
    const organization = await simulator.organizations.create({ ...xis.configuration(), agb, defects });
    const status = async () => {
      const target = { ...xis, headers: { 'X-Organization-Identifier': agb } };
      return (await call(target, 'GET', '/ValueSet/BookableAppointmentTypes')).body.status;
    };
    expect(await status()).toBe('final');
    organization.defects.clear();
    expect(await status()).toBe('active');
    await organization.reset();
    expect(await status()).toBe('final');
    await simulator.organizations.drop(agb);
  });

  xisTest('an unknown defect in a file is reported with its path', async () => {
    const { organizations } = await defaultConfiguration();
    const text = JSON.stringify({ organizations: [{ ...organizations[0], defects: ['slot-ignore-status'] }] }, null, 1);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('slot-ignore-status')) + 1;
    await expect(parseConfiguration(text, 'practice.yaml')).rejects.toThrow(
      `practice.yaml:${line}:5 organizations[0].defects[0]: expected the id of a defect`,
    );
    await expect(parseConfiguration(text, 'practice.yaml')).rejects.toThrow(/did you mean slot-ignores-status/);
    expect(checkConfiguration({ organizations: [{ ...organizations[0], defects: ['slot-ignores-status'] }] })).toEqual(
      [],
    );
  });

  xisTest.for<[string, RegExp]>([
    ['slot-empty-value-ignored', /SL-17.*slot-empty-value-refused/],
    ['slot-ignores-flow-spelling', /SL-9.*understands\.dateParameter/],
    ['callback-bare-organization', /TR-2.*callbacks\.organizationFormat/],
  ])('%s is right behavior, and its former id names the replacement', async ([id, replacement], { xis, simulator }) => {
    expect(() => xis.defects.set([id])).toThrow(replacement);
    const [mistake] = checkConfiguration({ organizations: [{ ...xis.configuration(), defects: [id] }] });
    expect(mistake?.message).toMatch(replacement);
    const url = `${simulator.url}/__admin/organizations/${xis.agb}/defects`;
    const response = await fetch(url, { method: 'PUT', body: JSON.stringify({ defects: [id] }) });
    expect([response.status, await response.text()]).toEqual([422, expect.stringMatching(replacement)]);
  });

  xisTest('TR-6: are its own, and no others', async ({ xis, simulator }) => {
    const agb = '80000003';
    await simulator.organizations.create({ ...xis.configuration(), agb, defects: DEFECTS.map(({ id }) => id) });
    const { status, text } = await call(xis, 'GET', '/ValueSet/BookableAppointmentTypes');
    await simulator.organizations.drop(agb);
    expect([status, text]).toEqual([200, (await call(xis, 'GET', '/ValueSet/BookableAppointmentTypes')).text]);
    expect((await call({ ...xis, headers: {} }, 'GET', '/Slot')).status).toBe(400);
  });

  xisTest('change cached responses too, without a change of the cache', async ({ xis }) => {
    const path = '/Slot?schedule.date=ge2027-01-12&schedule.date=le2027-01-15';
    const texts = [];
    for (let count = 0; count < 3; count++) texts.push((await call(xis, 'GET', path)).text);
    xis.defects.set(['slot-bundle-type', 'slot-ignores-from']);
    const { body } = await call(xis, 'GET', path);
    expect([body.type, body.total]).toEqual(['collection', 45]);
    xis.defects.clear();
    texts.push((await call(xis, 'GET', path)).text);
    expect(new Set(texts).size).toBe(1);
  });

  xisTest('are in a snapshot', async ({ xis }) => {
    xis.defects.set(['cancel-keeps-slot', 'types-bad-status']);
    const snapshot = await xis.snapshot();
    xis.defects.clear();
    await xis.restore(snapshot);
    expect(xis.defects.list()).toEqual(['types-bad-status', 'cancel-keeps-slot']);
    const { defects: _defects, ...older } = snapshot;
    await xis.restore(older);
    expect(xis.defects.list()).toEqual([]);
  });

  xisTest('an unknown one changes nothing, and near ones are named', async ({ xis }) => {
    xis.defects.set(['types-bad-status']);
    expect(() => xis.defects.set(['slot-ignore-status'])).toThrow(/slot-ignores-status/);
    expect(xis.defects.list()).toEqual(['types-bad-status']);
    expect(nearestDefects('calback-twice')[0]).toBe('callback-twice');
    expect(nearestDefects('x'.repeat(100_000))).toHaveLength(3);
  });

  xisTest('are named by the journal where they have struck', async ({ xis }) => {
    xis.defects.set(['slot-without-schedule', 'slot-empty-404', 'appointment-conflict-other-code']);
    await findSlots(xis, FREE);
    await call(xis, 'GET', '/Slot?schedule=nobody');
    const [slot] = await findSlots(xis, FREE);
    for (let count = 0; count < 2; count++) {
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    }
    expect(xis.requests.find().map(({ notes = [] }) => notes.at(-1))).toEqual([
      undefined,
      'defect slot-empty-404',
      undefined,
      undefined,
      'defect appointment-conflict-other-code',
    ]);
    expect(xis.requests.count({ problem: 'slot-taken' })).toBe(1);
  });

  xisTest('all at once, every request gets a response', async ({ xis }) => {
    // Except the defect whose response to every search is 500.
    xis.defects.set(DEFECTS.map(({ id }) => id).filter((id) => id !== 'slot-search-500'));
    const [slot] = await findSlots(xis, '');
    for (const body of [{}, [], 'x', null, 1, { participant: 1, serviceCategory: 'x', appointment: 1 }, slot]) {
      for (const path of ['/Appointment', '/AppointmentResponse']) {
        const { status } = await call(xis, 'POST', path, { body: JSON.stringify(body ?? null) });
        expect([200, 201, 400, 409, 422, 500]).toContain(status);
      }
    }
    for (const path of [
      '/Slot?schedule.date=x&status=,&_count=x',
      '/Slot?_after=x',
      '/Slot/x',
      '/Nothing',
      '/Schedule',
    ]) {
      expect((await call(xis, 'GET', path)).status).toBeLessThan(500);
    }
  });

  xisTest('a fault applies to the response that a defect has changed', async ({ xis }) => {
    xis.defects.set(['slot-bundle-type', 'media-type-json']);
    xis.faults.add({ id: 'cut', operation: 'search-slot', effect: { body: 'malformed' } });
    const { status, text, headers } = await call(xis, 'GET', '/Slot');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(text).toContain('"type":"collection"');
    expect(() => JSON.parse(text)).toThrow();
    expect(xis.requests.find().at(-1)).toMatchObject({
      status: 200,
      fault: 'cut',
      notes: ['defect slot-bundle-type', 'defect media-type-json'],
    });
  });

  xisTest('error-shows-bsn: the journal shows no BSN all the same', async ({ xis }) => {
    xis.defects.set(['error-shows-bsn']);
    const { text } = await call(xis, 'POST', '/AppointmentResponse', {
      body: { ...createCancellationBody('1', '999900687'), participantStatus: 'accepted' },
    });
    expect(text).toContain('999900687');
    expect(JSON.stringify(xis.requests.find())).not.toContain('999900687');
  });
});

describe('a resource that a defect changed can be used as it is shown', () => {
  xisTest('slot-overlaps: a booking of the longer slot gets the shown times', async ({ xis }) => {
    xis.defects.set(['slot-overlaps']);
    const slots = await findSlots(xis, FREE);
    const index = slots.findIndex(({ end }, at) => end > (slots[at + 1]?.start ?? end));
    const longer = slots[index] as TestSlot;
    const { status, body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(longer) });
    expect([index >= 0, status, body.end]).toEqual([true, 201, longer.end]);
  });

  xisTest('slot-category-unlisted: the category of the slot books it', async ({ xis }) => {
    xis.defects.set(['slot-category-unlisted']);
    const [slot] = await findSlots(xis, FREE);
    expect(slot?.serviceCategory[0]?.coding[0]?.code).toBe('consult-intern');
    expect((await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) })).status).toBe(201);
  });

  xisTest('slot-local-time-as-utc: a search from a slot that was shown finds it first', async ({ xis }) => {
    xis.defects.set(['slot-local-time-as-utc']);
    const [, second] = await findSlots(xis, FREE);
    const [found] = await findSlots(xis, `schedule=jansen&schedule.date=ge${second?.start}`);
    expect([second?.start, found?.id]).toEqual(['2027-01-12T09:10:00Z', second?.id]);
  });

  xisTest.for([
    'slot-offset-without-colon',
    'slot-offset-out-of-range',
    'slot-decimal-comma',
    'practitioner-reference-untyped',
  ])('%s: a booking of the slot is accepted as it is shown', async (id, { xis }) => {
    xis.defects.set([id]);
    const [slot] = await findSlots(xis, FREE);
    const { status, body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect([status, body.start, body.participant[1].actor.reference]).toEqual([
      201,
      '2027-01-12T09:00:00+01:00',
      'PractitionerRole/jansen',
    ]);
  });

  xisTest('appointment-location-unreadable: the appointment can be cancelled by that id', async ({ xis }) => {
    xis.defects.set(['appointment-location-unreadable']);
    const [slot] = await findSlots(xis, FREE);
    const { headers, body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect([headers.get('location'), body.id]).toEqual(['Appointment/1001.0', '1001.0']);
    await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001.0') });
    expect(xis.appointments.get('1001').state).toBe('cancelled');
  });
});

describe('the control interface', () => {
  xisTest('lists all defects, and sets those of an organization', async ({ xis, simulator }) => {
    const admin = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${simulator.url}/__admin${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    };
    const path = `/organizations/${xis.agb}/defects`;
    const { defects } = (await admin('GET', '/defects')).body as {
      readonly defects: readonly { readonly group: string }[];
    };
    expect(defects.map(({ group: _group, ...defect }) => defect)).toEqual(DEFECTS);
    expect(new Set(defects.map(({ group }) => group)).size).toBeGreaterThan(10);
    expect((await admin('PUT', path, { defects: ['callback-twice'] })).body).toEqual({ defects: ['callback-twice'] });
    expect(xis.defects.list()).toEqual(['callback-twice']);
    expect((await admin('GET', path)).body).toEqual({ defects: ['callback-twice'] });
    expect((await admin('PUT', path, { defects: ['nothing'] })).status).toBe(422);
    expect((await admin('PUT', path, { defects: [] })).body).toEqual({ defects: [] });
  });
});
