import { expect } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { AGB, PRACTICE, test } from '../support/machine.ts';
import { MINUTE, toInstant } from '../support/time.ts';

const SEVEN = '2027-01-11T07:00:00+01:00';

test('a clock that one process freezes while another one advances it stays frozen', async ({ machine }) => {
  const one = await machine.start();
  const two = await machine.start();
  await one.simulation.add({ ...PRACTICE, contention: { competitorsPerHour: 60 } });
  const log = await one.simulation.organizations.enter(AGB);
  const end = plus(toInstant(SEVEN), 60 * MINUTE);
  const advance = log?.world.clock.advance(end);
  while ((await two.use(({ clock }) => clock.now())) === SEVEN) await new Promise(setImmediate);
  const frozen = await two.use(({ clock }) => clock.freeze());
  expect(Date.parse(frozen.now)).toBeLessThan(end);
  await advance;
  expect(await two.use(({ clock }) => clock.view())).toMatchObject({ frozen: true, now: '2027-01-11T08:00:00+01:00' });
});
