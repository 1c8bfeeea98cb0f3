import { test } from 'vitest';
import { type CheckOptions, type CheckReport, checkXis } from '../../conformance/index.ts';
import { realSystem } from '../../conformance/system.ts';
import type { OrganizationConfiguration } from '../../simulator/index.ts';
import { createSimulator } from '../../simulator/index.ts';
import { type Distortion, distorted } from './distort.ts';
import { at } from './rules.ts';
import { SMALL_PRACTICE } from './xis-test.ts';

/** When the clocks of XIS and check stand: a Monday morning before the practice opens. */
const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

/** Checks a practice of its own, with what a test wants otherwise. */
export type CheckPractice = (changes?: {
  readonly practice?: Partial<OrganizationConfiguration>;
  readonly options?: Partial<CheckOptions>;
  readonly distortion?: Distortion;
  readonly now?: string;
}) => Promise<CheckReport>;

/** The category by which the small practice narrows its types. */
export const CATEGORY = 'http://linde.example/ns/channel|SPREEKUUR';

let made = 0;

/** vitest's `test` with checks of simulated practices; they share one simulator. */
export const checkTest = test.extend<{ check: CheckPractice }>({
  check: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
    async ({}, use) => {
      const simulator = await createSimulator({ port: 0 });
      await simulator.listen();
      await use(async ({ practice = {}, options = {}, distortion = {}, now = MONDAY_MORNING } = {}) => {
        const agb = String(80_000_000 + 2 * ++made);
        const other = String(Number(agb) + 1);
        const clock = { now, frozen: true };
        const small = { ...SMALL_PRACTICE, clock, ...practice };
        await simulator.organizations.create({ ...small, agb });
        const schedules = [{ id: 'elders', practitioner: { id: 'elders' }, ...HOURS }];
        await simulator.organizations.create({ ...SMALL_PRACTICE, clock, schedules, agb: other });
        const report = await checkXis({
          baseUrl: simulator.baseUrl,
          organization: agb,
          otherOrganization: other,
          category: CATEGORY,
          system: { ...realSystem, now: () => at(now), fetch: distorted(simulator.baseUrl, distortion) },
          ...options,
        });
        await simulator.organizations.drop(agb);
        await simulator.organizations.drop(other);
        return report;
      });
      await simulator.close();
    },
    { scope: 'worker' },
  ],
});

const HOURS = { hours: [{ days: 'workdays', from: '09:00', to: '10:00', type: 'consult' }] } as const;
