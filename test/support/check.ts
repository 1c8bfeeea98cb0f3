import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import {
  CHECKS,
  type CheckOptions,
  type CheckReport,
  checkXis,
  listenForCallbacks,
  type RunningListener,
} from '../../conformance/index.ts';
import { type CheckSystem, realSystem } from '../../conformance/system.ts';
import {
  CATEGORY,
  CHECKED_PRACTICE,
  DAAN,
  EMMA,
  SECOND_PRACTICE,
  SMALL_PRACTICE,
} from '../../fixtures/test/practices.ts';
import {
  type AuthenticationSettings,
  type AuthorizationServer,
  type AuthorizationServerSettings,
  createTokenSource,
  findTestServer,
  realSystem as realOAuthSystem,
} from '../../oauth/index.ts';
import { defined } from '../../schema/defined.ts';
import {
  createSimulator,
  type Organization,
  type OrganizationConfiguration,
  type Simulator,
} from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { createDistortedFetch, type Distortion } from './distort.ts';
import { leanFetch } from './lean-fetch.ts';
import { toInstant } from './time.ts';

/** The time of XIS and check: a Monday morning before the practice opens. */
const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

/** The checks of tokens, by id: without tokens they are blocked, and the run is complete. */
export const TOKEN_CHECKS: ReadonlySet<string> = new Set(
  CHECKS.filter(({ id, needs }) => id.startsWith('authentication/') || needs.some((need) => /token/.test(need))).map(
    ({ id }) => id,
  ),
);

/** Checks a new small practice, with the changes of a test. */
export type CheckPractice = (changes?: {
  readonly practice?: Partial<OrganizationConfiguration>;
  readonly options?: Partial<CheckOptions>;
  readonly distortion?: Distortion;
  readonly now?: string;
}) => Promise<CheckReport>;

/** The organizations of this worker so far, for unique AGB codes. */
let createdCount = 0;

/** vitest's `test` with a function that checks simulated practices. The practices share one simulator. */
export const checkTest = test.extend<{ check: CheckPractice }>({
  check: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
    async ({}, use) => {
      const simulator = await createSimulator({ port: 0 });
      await simulator.listen();
      await use(async ({ practice = {}, options = {}, distortion = {}, now = MONDAY_MORNING } = {}) => {
        const agb = String(80_000_000 + 2 * ++createdCount);
        const secondAgb = String(Number(agb) + 1);
        const clock = { now, frozen: true };
        await simulator.organizations.create({ ...SMALL_PRACTICE, clock, ...practice, agb });
        const hours = [{ days: 'workdays', from: '09:00', to: '10:00', type: 'consult' }] as const;
        const schedules = [{ id: 'elders', practitioner: { id: 'elders' }, hours }];
        await simulator.organizations.create({ ...SMALL_PRACTICE, clock, schedules, agb: secondAgb });
        const report = await checkXis({
          baseUrl: simulator.baseUrl,
          organization: agb,
          otherOrganization: secondAgb,
          category: CATEGORY,
          patient: { display: EMMA.display, bsn: EMMA.bsn },
          system: {
            ...realSystem,
            now: () => toInstant(now),
            fetch: createDistortedFetch(simulator.baseUrl, distortion),
          },
          ...options,
        });
        await simulator.organizations.drop(agb);
        await simulator.organizations.drop(secondAgb);
        return report;
      });
      await simulator.close();
    },
    { scope: 'worker' },
  ],
});

/** A simulated XIS, and a check of it with every option: bookings, callbacks, approvals, a second organization. */
export interface CheckedXis {
  readonly simulator: Simulator;
  readonly organization: Organization;
  /** Resets the practice, switches these defects on, and checks it. */
  check(defects?: readonly string[], options?: Partial<CheckOptions>): Promise<CheckReport>;
  /** The options of the check. */
  readonly options: CheckOptions;
  close(): Promise<void>;
}

/**
 * Starts a simulator with two organizations and a callback listener, whose time passes only as the check waits.
 * @param authorizationServer settings of an authorization server: with them the XIS validates tokens, and the check has them
 * @param authentication how the XIS validates them; default: as that server issues them
 * @param store the location of its store; default: memory
 */
export async function startCheckedXis(
  practice: TestPractice = CHECKED_PRACTICE,
  authorizationServer?: AuthorizationServerSettings,
  authentication?: AuthenticationSettings,
  store?: string,
): Promise<CheckedXis> {
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
      ...(authorizationServer && { authorizationServer }),
      ...(authentication && { authentication }),
    },
    ...defined({ store }),
  });
  await simulator.listen();
  const organization = simulator.organization('01000001');
  const command = <T>(use: (organization: Organization) => T) => simulator.organizations.use('01000001', use);
  const issuer = simulator.authorizationServer;
  now = () => Date.parse(organization.clock.now());

  // No real time passes: a wait advances the clock of the practice.
  let moving: Promise<unknown> = Promise.resolve();
  const wait = async (milliseconds: number): Promise<void> => {
    moving = moving.then(() => {
      issuer?.control.advance(milliseconds);
      return organization.clock.advance({ by: `PT${milliseconds / 1000}S` });
    });
    await moving;
  };
  let unique = 0;
  const system: CheckSystem = {
    now: () => now(),
    elapsed: () => performance.now(),
    fetch: leanFetch,
    wait,
    unique: () => `u${++unique}`,
  };

  const options: CheckOptions = {
    baseUrl: simulator.baseUrl,
    organization: '01000001',
    otherOrganization: '01000002',
    category: CATEGORY,
    patient: EMMA,
    otherPatient: DAAN,
    allowBooking: true,
    callbacks: listener,
    system,
    ...(issuer && (await tokenOptions(issuer))),
    async onApprovalNeeded({ appointment, decision }) {
      // The defect `appointment-location-unreadable` appends `.0` to ids, which the practice does not know.
      const id = appointment.replace(/\.0$/, '');
      await command(({ approvals }) => (decision === 'accepted' ? approvals.approve(id) : approvals.decline(id)));
      return 'decided' as const;
    },
    async onChangeNeeded({ change, appointment = '', start, newStart = '', schedule = '', type, patient }) {
      const id = appointment.replace(/\.0$/, '');
      await command(({ appointments }) => {
        if (change === 'make') appointments.make({ schedule, type, start, patient });
        else if (change === 'move') appointments.move(id, { start: newStart });
        else appointments.cancel(id);
      });
      return 'changed' as const;
    },
  };

  return {
    simulator,
    organization,
    options,
    async check(defects = [], overrides = {}) {
      await organization.reset();
      await command((practice) => practice.defects.set(defects));
      return checkXis({
        ...options,
        // A token of an earlier check may expire during this one.
        ...(issuer && (await tokenOptions(issuer))),
        async onApprovalNeeded(request) {
          const outcome = (await options.onApprovalNeeded?.(request)) ?? 'unknown';
          // The practice cancels too, which sends an update (UP-1).
          if (request.decision === 'accepted')
            await command(({ appointments }) => appointments.cancel(request.appointment.replace(/\.0$/, '')));
          return outcome;
        },
        ...overrides,
      });
    },
    async close() {
      await simulator.close();
      await listener.close();
    },
  };
}

/** Returns the options of a check that gets its tokens from an authorization server of xis-testkit. */
export async function tokenOptions({
  issuer,
  control,
}: AuthorizationServer): Promise<Pick<Required<CheckOptions>, 'token' | 'otherToken' | 'testTokens'>> {
  const server = await findTestServer(issuer);
  if (!server) throw new Error('the authorization server is one of xis-testkit');
  const tokenOf = ({ bsn }: typeof EMMA) =>
    createTokenSource({
      issuer,
      audience: server.audience,
      subjectToken: () => server.login(bsn),
      system: { ...realOAuthSystem, now: () => control.now() },
    });
  return { token: tokenOf(EMMA), otherToken: tokenOf(DAAN), testTokens: server };
}

/**
 * Starts a checked XIS for the tests of a file or a `describe`, resets its practice before each test, and closes it.
 * @example
 * ```ts
 * const xis = useCheckedXis();
 *
 * test('a conformant XIS has no failures', async () => {
 *   expect((await xis.check()).counts.fail).toBe(0);
 * });
 * ```
 */
export function useCheckedXis(authorizationServer?: AuthorizationServerSettings): Omit<CheckedXis, 'close'> {
  let started: CheckedXis | undefined;
  const current = (): CheckedXis => {
    if (!started) throw new Error('the checked XIS starts before the first test');
    return started;
  };
  beforeAll(async () => {
    started = await startCheckedXis(CHECKED_PRACTICE, authorizationServer);
  });
  beforeEach(() => current().organization.reset());
  afterAll(() => started?.close());
  return {
    get simulator() {
      return current().simulator;
    },
    get organization() {
      return current().organization;
    },
    get options() {
      return current().options;
    },
    check: (...changes) => current().check(...changes),
  };
}
