import { test } from 'vitest';
import {
  type CheckOptions,
  type CheckReport,
  checkXis,
  listenForCallbacks,
  type RunningListener,
} from '../../conformance/index.ts';
import { type CheckSystem, realSystem } from '../../conformance/system.ts';
import { CATEGORY, CHECKED_PRACTICE, EMMA, SECOND_PRACTICE, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import {
  createSimulator,
  type Organization,
  type OrganizationConfiguration,
  type Simulator,
} from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { createDistortedFetch, type Distortion } from './distort.ts';
import { toInstant } from './time.ts';

/** When the clocks of XIS and check stand: a Monday morning before the practice opens. */
const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

/** Checks a practice of its own, with what a test wants otherwise. */
export type CheckPractice = (changes?: {
  readonly practice?: Partial<OrganizationConfiguration>;
  readonly options?: Partial<CheckOptions>;
  readonly distortion?: Distortion;
  readonly now?: string;
}) => Promise<CheckReport>;
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
          system: {
            ...realSystem,
            now: () => toInstant(now),
            fetch: createDistortedFetch(simulator.baseUrl, distortion),
          },
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

/** A simulator, what its callbacks are sent to, and how it is checked with everything that there is. */
export interface CheckedXis {
  readonly simulator: Simulator;
  readonly organization: Organization;
  /** Starts from a fresh practice with these defects, and checks it. */
  check(defects?: readonly string[], options?: Partial<CheckOptions>): Promise<CheckReport>;
  /** What it is checked with. */
  readonly options: CheckOptions;
  close(): Promise<void>;
}

export async function startCheckedXis(practice: TestPractice = CHECKED_PRACTICE): Promise<CheckedXis> {
  let now = (): number => 0;
  const listener: RunningListener = await listenForCallbacks({ port: 0, now: () => now() });
  const callbacks = { url: listener.url, retry: { jitter: 0 } };
  const simulator = await createSimulator({
    port: 0,
    configuration: {
      organizations: [
        { ...practice, agb: '01000001', callbacks },
        { ...SECOND_PRACTICE, agb: '01000002' },
      ],
    },
  });
  await simulator.listen();
  const organization = simulator.organization('01000001');
  now = () => Date.parse(organization.clock.now());

  // Real time does not pass here: to wait is to move the clock of the practice.
  let moving: Promise<unknown> = Promise.resolve();
  const wait = async (milliseconds: number): Promise<void> => {
    moving = moving.then(() => organization.clock.advance({ by: `PT${milliseconds / 1000}S` }));
    await moving;
  };
  let unique = 0;
  const system: CheckSystem = {
    now: () => now(),
    elapsed: () => performance.now(),
    fetch: globalThis.fetch,
    wait,
    unique: () => `u${++unique}`,
  };

  const options: CheckOptions = {
    baseUrl: simulator.baseUrl,
    organization: '01000001',
    otherOrganization: '01000002',
    category: CATEGORY,
    patient: EMMA,
    allowBooking: true,
    callbacks: listener,
    system,
    onApprovalNeeded({ appointment, decision }) {
      // What `appointment-location-unreadable` puts behind ids is not known to the practice.
      const id = appointment.replace(/\.0$/, '');
      if (decision === 'accepted') organization.approvals.approve(id);
      else organization.approvals.decline(id);
      return 'decided';
    },
  };

  return {
    simulator,
    organization,
    options,
    async check(defects = [], more = {}) {
      await organization.reset();
      organization.defects.set(defects);
      return checkXis({
        ...options,
        onApprovalNeeded(request) {
          const outcome = options.onApprovalNeeded?.(request) ?? 'unknown';
          // So that a change by the practice is told as well (UP-1).
          if (request.decision === 'accepted')
            organization.appointments.cancel(request.appointment.replace(/\.0$/, ''));
          return outcome;
        },
        ...more,
      });
    },
    async close() {
      await simulator.close();
      await listener.close();
    },
  };
}
