import {
  type CheckOptions,
  type CheckReport,
  checkXis,
  listenForCallbacks,
  type RunningListener,
} from '../../conformance/index.ts';
import type { CheckSystem } from '../../conformance/system.ts';
import { createSimulator, type Organization, type Simulator } from '../../simulator/index.ts';
import type { PracticeOfTest } from '../../simulator/testing/vitest.ts';

const SYSTEM = 'http://linde.example/ns/type';
const CHANNEL = 'http://linde.example/ns/channel';

/** A practice in which every deviation can be seen: two types, two practitioners, slots on every workday. */
export const CHECKED_PRACTICE: PracticeOfTest = {
  name: 'De Linde',
  typeSystem: SYSTEM,
  horizonDays: 35,
  // A Tuesday afternoon; the clock of daylight saving changes within the four weeks.
  clock: { now: '2026-10-13T15:00:00+02:00', frozen: true },
  appointmentTypes: [
    { code: 'consult', display: 'Consult', minutes: 20, serviceCategories: [`${CHANNEL}|SPREEKUUR`] },
    {
      code: 'gesprek',
      display: 'Gesprek',
      minutes: 30,
      serviceCategories: [`${CHANNEL}|SPREEKUUR`],
      approval: 'manual',
    },
    { code: 'visite', display: 'Visite', minutes: 60 },
  ],
  schedules: [
    {
      id: 'jansen',
      practitioner: { id: 'jansen', name: 'Dr. Jansen' },
      hours: [
        { days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '10:00', type: 'consult' },
        { days: ['mon', 'tue', 'wed', 'thu'], from: '14:00', to: '15:00', type: 'gesprek' },
      ],
      busyShare: 0.2,
    },
    {
      id: 'smit',
      practitioner: { id: 'smit', name: 'Dr. Smit' },
      hours: [
        { days: ['mon', 'thu'], from: '09:00', to: '10:00', type: 'consult' },
        { days: ['fri'], from: '14:00', to: '16:00', type: 'visite' },
      ],
    },
  ],
  patients: [
    { id: '1', name: 'Emma de Boer', bsn: '999900109' },
    { id: '2', name: 'Daan Visser', bsn: '999900390' },
  ],
};

const OTHER_PRACTICE: PracticeOfTest = {
  ...CHECKED_PRACTICE,
  name: 'Het Plein',
  schedules: [
    {
      id: 'yilmaz',
      practitioner: { id: 'yilmaz', name: 'Dr. Yilmaz' },
      hours: [{ days: 'workdays', from: '08:00', to: '09:00', type: 'consult' }],
    },
  ],
};

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

export async function startCheckedXis(practice: PracticeOfTest = CHECKED_PRACTICE): Promise<CheckedXis> {
  let now = (): number => 0;
  const listener: RunningListener = await listenForCallbacks({ port: 0, now: () => now() });
  const callbacks = { url: listener.url, retry: { jitter: 0 } };
  const simulator = await createSimulator({
    port: 0,
    configuration: {
      organizations: [
        { ...practice, agb: '01000001', callbacks },
        { ...OTHER_PRACTICE, agb: '01000002' },
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
    category: `${CHANNEL}|SPREEKUUR`,
    patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
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
