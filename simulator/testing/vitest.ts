import { test } from 'vitest';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import type { Organization } from '../control/organization.ts';
import { createSimulator, type Simulator } from '../create-simulator.ts';
import { defaultConfiguration } from '../practice/default.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';

/** A practice without its AGB code: every test gets one of its own. */
export type PracticeOfTest = Omit<OrganizationConfiguration, 'agb'>;

/** The organization of one test, and how it is reached. */
export type OrganizationOfTest = Organization & {
  /** The FHIR base. */
  readonly baseUrl: string;
  /** The headers that name the organization (TR-2). */
  readonly headers: Readonly<Record<string, string>>;
};

/** When the clock of a test stands, unless its practice says otherwise: a Monday morning before the practice opens. */
const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

let made = 0;

/** An AGB code that no other test of this worker has. */
function nextAgb(): string {
  made++;
  return String(90_000_000 + made);
}

/**
 * vitest's `test` with a simulated XIS: one simulator a worker, one organization a test, so that tests run in parallel
 * without meeting. The clock stands still on a Monday morning in January 2027 until the test advances it.
 *
 * `practice` can be overridden with `xisTest.extend({ practice: … })`; without it, it is the built-in practice.
 */
export const xisTest = test.extend<{
  simulator: Simulator;
  practice: PracticeOfTest;
  xis: OrganizationOfTest;
}>({
  simulator: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
    async ({}, use) => {
      const simulator = await createSimulator({ port: 0 });
      await simulator.listen();
      await use(simulator);
      await simulator.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  practice: async ({}, use) => {
    const [first] = (await defaultConfiguration()).organizations;
    if (!first) throw new Error('the built-in configuration has no organization');
    const { agb: _agb, ...practice } = first;
    await use(practice);
  },
  xis: async ({ simulator, practice }, use) => {
    const clock = practice.clock ?? { now: MONDAY_MORNING, frozen: true };
    const organization = await simulator.organizations.create({ ...practice, clock, agb: nextAgb() });
    const headers = { 'X-Organization-Identifier': `${AGB_SYSTEM}|${organization.agb}` };
    await use({ ...organization, baseUrl: simulator.baseUrl, headers });
    await simulator.organizations.drop(organization.agb);
  },
});
