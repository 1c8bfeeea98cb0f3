import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import {
  type Configuration,
  createSimulator,
  type OrganizationConfiguration,
  type Simulator,
} from '../../simulator/index.ts';

const AGB = '10000001';
const OTHER = '10000002';

const PRACTICE: OrganizationConfiguration = { ...SMALL_PRACTICE, agb: AGB };
const [JANSEN, SMIT] = SMALL_PRACTICE.schedules as [
  OrganizationConfiguration['schedules'][0],
  OrganizationConfiguration['schedules'][0],
];
const MORNING = { start: '2027-01-12T09:00:00+01:00', end: '2027-01-12T09:10:00+01:00' };
const TALK = { start: '2027-01-12T10:00:00+01:00', end: '2027-01-12T10:30:00+01:00' };

const configure = (
  changes: Partial<OrganizationConfiguration> = {},
  ...others: OrganizationConfiguration[]
): Configuration => ({
  organizations: [{ ...PRACTICE, ...changes }, ...others],
});

const test = base.extend<{ simulator: Simulator }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  simulator: async ({}, use) => {
    const simulator = await createSimulator({ configuration: configure(), port: 0 });
    await simulator.listen();
    await use(simulator);
    await simulator.close();
  },
});

/** Lets the practitioner make an appointment. */
function book(simulator: Simulator, period = MORNING, type = 'consult', schedule = 'jansen'): string {
  const input = { schedule, type, ...period, patient: 'Patient/1' };
  return simulator.organization(AGB).appointments.make(input).appointment.id;
}

describe('a configuration that is taken over', () => {
  test('keeps appointments, journal and callbacks of an organization that stays', async ({ simulator }) => {
    const practice = simulator.organization(AGB);
    const id = book(simulator);
    await fetch(`${simulator.baseUrl}/Slot?status=free`, { headers: { 'X-Organization-Identifier': AGB } });
    const [requests, deliveries] = [practice.requests.count(), practice.deliveries.list()];
    const result = await simulator.reconfigure(configure({ name: 'De Eik' }));
    expect(result).toEqual({ added: [], changed: [AGB], removed: [], kept: [], droppedAppointments: 0, restart: [] });
    expect(practice.configuration().name).toBe('De Eik');
    expect(practice.appointments.get(id)).toMatchObject({ state: 'booked', ...MORNING });
    expect(practice.requests.count()).toBe(requests);
    expect(practice.deliveries.list()).toEqual(deliveries);
    expect(book(simulator, TALK, 'gesprek')).toBe(String(Number(id) + 1));
  });

  test('is an event by which an open page reads the state again', async ({ simulator }) => {
    const events = simulator.organization(AGB).events();
    const next = events.next();
    await simulator.reconfigure(configure({ name: 'De Eik' }));
    expect((await next).value).toMatchObject({ type: 'reset', cause: { kind: 'command', name: 'reconfigure' } });
    await events.return?.();
  });

  test('leaves an organization alone whose part has not changed', async ({ simulator }) => {
    const events = simulator.organization(AGB).events();
    const result = await simulator.reconfigure(configure({}, { ...PRACTICE, agb: OTHER }));
    expect([result.added, result.changed]).toEqual([[OTHER], []]);
    simulator.organization(AGB).clock.freeze();
    expect((await events.next()).value).toMatchObject({ type: 'entry' });
    await events.return?.();
  });

  test('adds and removes organizations', async ({ simulator }) => {
    await simulator.reconfigure(configure({}, { ...PRACTICE, agb: OTHER }));
    expect(simulator.organizations.list().map(({ agb }) => agb)).toEqual([AGB, OTHER]);
    const result = await simulator.reconfigure({ organizations: [{ ...PRACTICE, agb: OTHER }] });
    expect(result.removed).toEqual([AGB]);
    expect(simulator.organizations.list().map(({ agb }) => agb)).toEqual([OTHER]);
  });

  test('keeps an organization that was made by a command', async ({ simulator }) => {
    await simulator.organizations.create({ ...PRACTICE, agb: OTHER });
    await simulator.reconfigure(configure({ name: 'De Eik' }));
    expect(simulator.organizations.list().map(({ agb }) => agb)).toEqual([AGB, OTHER]);
  });

  test('keeps a setting that was changed meanwhile, unless the configuration changes it', async ({ simulator }) => {
    const practice = simulator.organization(AGB);
    practice.defects.set(['types-bad-status']);
    practice.contention.set({ competitorsPerHour: 1 });
    practice.faults.add({ id: 'mine', operation: 'search-slot', effect: { status: 503 } });
    practice.loggedInPatient.set('2');
    practice.callbacks.set({ url: 'http://127.0.0.1:9/' });
    await practice.clock.advance({ by: 'PT1H' });
    const now = practice.clock.now();
    await simulator.reconfigure(configure({ name: 'De Eik' }));
    expect([practice.defects.list(), practice.contention.get(), practice.loggedInPatient.get()]).toEqual([
      ['types-bad-status'],
      { competitorsPerHour: 1 },
      '2',
    ]);
    expect([practice.faults.list().length, practice.callbacks.get().url, practice.clock.now()]).toEqual([
      1,
      'http://127.0.0.1:9/',
      now,
    ]);
    const fault = { id: 'file', operation: 'search-slot', effect: { status: 500 } } as const;
    await simulator.reconfigure(
      configure({
        defects: ['slot-ignores-status'],
        contention: {},
        faults: [fault],
        loggedInPatient: '1',
        callbacks: { timeout: 'PT1S' },
        clock: { now: '2027-02-01T07:00:00+01:00', frozen: true },
      }),
    );
    // That of the configuration before was empty as well.
    expect(practice.defects.list()).toEqual(['slot-ignores-status']);
    expect(practice.faults.list().map((known) => known.fault.id)).toEqual(['file']);
    expect([practice.loggedInPatient.get(), practice.callbacks.get(), practice.clock.now()]).toEqual([
      '1',
      { timeout: 'PT1S' },
      '2027-02-01T07:00:00+01:00',
    ]);
  });

  test('AP-8: an appointment takes the slots of other hours', async ({ simulator }) => {
    const practice = simulator.organization(AGB);
    book(simulator);
    const hours = [{ days: 'workdays' as const, from: '08:55', to: '10:05', type: 'consult' }];
    await simulator.reconfigure(configure({ schedules: [{ ...JANSEN, hours }, SMIT] }));
    const { schedules } = practice.agenda({ from: '2027-01-12', days: 1, schedule: 'jansen' });
    const taken = schedules.flatMap(({ slots }) => slots).filter(({ status }) => status === 'busy');
    expect(taken.map(({ start }) => start)).toEqual(['2027-01-12T08:55:00+01:00', '2027-01-12T09:05:00+01:00']);
    // The state is one that a snapshot can have.
    await practice.restore(await practice.snapshot({ identities: 'original' }));
  });

  test('keeps the type of an appointment where types have another order, and drops what has no schedule or type', async ({
    simulator,
  }) => {
    const practice = simulator.organization(AGB);
    const [kept, gone, typeless] = [
      book(simulator),
      book(simulator, { start: '2027-01-18T09:00:00+01:00', end: '2027-01-18T09:10:00+01:00' }, 'consult', 'smit'),
      book(simulator, TALK, 'gesprek'),
    ];
    const [consult, , visit] = SMALL_PRACTICE.appointmentTypes;
    const hours = JANSEN.hours?.slice(0, 1) ?? [];
    const result = await simulator.reconfigure(
      configure({ appointmentTypes: [visit, consult] as never, schedules: [{ ...JANSEN, hours }] }),
    );
    expect(result.droppedAppointments).toBe(2);
    expect(practice.appointments.list().map(({ id, type }) => [id, type])).toEqual([[kept, 'consult']]);
    for (const id of [gone, typeless]) expect(() => practice.appointments.get(id)).toThrow('unknown');
    expect(practice.deliveries.list().map(({ appointment }) => appointment)).toEqual([kept]);
    await practice.restore(await practice.snapshot({ identities: 'original' }));
  });

  test('with a mistake changes nothing', async ({ simulator }) => {
    await expect(simulator.reconfigure(configure({ name: 'De Eik' }, { ...PRACTICE, agb: 'x' }))).rejects.toThrow(
      'organizations[1].agb',
    );
    expect(simulator.organization(AGB).configuration().name).toBe('De Linde');
  });

  test('names what takes effect at the next start', async ({ simulator }) => {
    const { restart } = await simulator.reconfigure({
      ...configure(),
      server: { port: 1 },
      authentication: { mode: 'presence' },
    });
    expect(restart).toEqual(['server', 'authentication']);
    const again = await simulator.reconfigure({
      ...configure(),
      server: { port: 1 },
      authentication: { mode: 'presence' },
    });
    expect(again.restart).toEqual([]);
  });
});

test('a store keeps an organization that is no longer configured, and the configuration that was taken over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-reconfigure-'));
  const options = { store: join(folder, 'store') };
  const first = await createSimulator({ ...options, configuration: configure({}, { ...PRACTICE, agb: OTHER }) });
  const id = book(first);
  const result = await first.reconfigure(configure({ name: 'De Eik' }));
  expect([result.changed, result.kept, result.removed]).toEqual([[AGB], [OTHER], []]);
  await first.close();
  const notices: string[] = [];
  const log = { request: () => undefined, error: () => undefined, notice: (text: string) => void notices.push(text) };
  const second = await createSimulator({ ...options, configuration: configure({ name: 'De Eik' }), log });
  expect(notices).toEqual([]);
  expect(second.organization(AGB).appointments.get(id).state).toBe('booked');
  await second.organizations.use(OTHER, (organization) => organization.clock.now());
  await second.close();
  await rm(folder, { recursive: true });
});
