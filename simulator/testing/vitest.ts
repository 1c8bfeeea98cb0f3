import { test } from 'vitest';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import type { AuthorizationServerSettings } from '../../oauth/server/settings.ts';
import { defined } from '../../schema/defined.ts';
import type { Organization } from '../control/organization.ts';
import { createSimulator, type Simulator } from '../create-simulator.ts';
import { defaultConfiguration } from '../practice/default.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';

/** A practice without its AGB code: every test gets its own. */
export type TestPractice = Omit<OrganizationConfiguration, 'agb'>;

/** The organization of a test, with its address. */
export type TestOrganization = Organization & {
  /** The FHIR base. */
  readonly baseUrl: string;
  /** The header of the organization (TR-2). */
  readonly headers: Readonly<Record<string, string>>;
};

/** The default time of the frozen clock: a Monday morning before the practice opens. */
const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

let createdCount = 0;

/** Returns an AGB code that is unique within the worker. */
function nextAgb(): string {
  createdCount++;
  return String(90_000_000 + createdCount);
}

/**
 * vitest's `test` with a simulated XIS as fixture: one simulator a worker and one organization a test, so that parallel
 * tests do not affect each other. The clock is frozen on a Monday morning in January 2027 until the test advances it.
 *
 * The practice is the built-in one, unless `xisTest.extend({ practice: … })` overrides it. With
 * `xisTest.extend({ authorizationServer: [{}, { scope: 'worker' }] })` the XIS requires the tokens of
 * `simulator.authorizationServer`.
 * @example
 * ```ts
 * xisTest('shows a message when the XIS is down', async ({ xis }) => {
 *   xis.faults.add({ operation: 'search-slot', effect: { status: 503 } });
 *   const response = await fetch(`${xis.baseUrl}/Slot`, { headers: xis.headers });
 *   expect(response.status).toBe(503);
 * });
 * ```
 */
export const xisTest = test.extend<{
  authorizationServer: AuthorizationServerSettings | undefined;
  simulator: Simulator;
  practice: TestPractice;
  xis: TestOrganization;
}>({
  authorizationServer: [undefined, { scope: 'worker' }],
  simulator: [
    async ({ authorizationServer }, use) => {
      const configuration = { ...(await defaultConfiguration()), ...defined({ authorizationServer }) };
      const simulator = await createSimulator({ port: 0, configuration });
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
