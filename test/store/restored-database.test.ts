import { expect, test } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator } from '../../simulator/index.ts';
import { backUp } from '../support/postgres/back-up.ts';
import { createTestDatabase } from '../support/postgres/database.ts';

const AGB = '10000001' as Agb;

test('a process that runs while its database is restored goes on with what the database has, and books no slot twice (AP-8)', async () => {
  await using database = await createTestDatabase();
  const configuration = {
    organizations: [{ ...SMALL_PRACTICE, agb: AGB, clock: { now: '2027-01-11T07:00:00+01:00' } }],
  };
  const processes = [];
  for (let i = 0; i < 2; i++) processes.push(await createSimulator({ configuration, store: database.url }));
  const [one, two] = processes as [(typeof processes)[0], (typeof processes)[0]];
  const book = (simulator: typeof one, time: string): Promise<string> =>
    simulator.organizations
      .use(AGB, ({ appointments }) => {
        appointments.make({
          schedule: 'jansen',
          type: 'consult',
          start: `2027-01-11T${time}:00+01:00`,
          patient: 'Patient/1',
        });
      })
      .then(
        () => 'booked',
        (error: Error) => error.message,
      );
  const restore = await backUp(database, AGB);
  expect(await book(one, '09:00')).toBe('booked');
  expect(await book(one, '09:10')).toBe('booked');
  await restore();
  // It has seen nothing of the entries that are gone.
  expect(await book(two, '09:20')).toBe('booked');
  expect(await book(two, '09:30')).toBe('booked');
  expect(await book(two, '09:40')).toBe('booked');
  expect(await book(one, '09:20')).not.toBe('booked');
  expect(await book(one, '09:00')).toBe('booked');
  const starts = await one.organizations.use(AGB, ({ appointments }) => appointments.list().map(({ start }) => start));
  expect(starts).toEqual(
    await two.organizations.use(AGB, ({ appointments }) => appointments.list().map(({ start }) => start)),
  );
  expect(starts).toHaveLength(4);
  for (const simulator of processes) await simulator.close();
});
