import {
  type CheckOptions,
  type CheckReport,
  checkXis,
  detectForms,
  listenForCallbacks,
  type RunningListener,
} from '../../conformance/index.ts';
import { type VerificationReport, verifyXis } from '../../contracts/index.ts';
import {
  type BookingEngine,
  type BookingResult,
  type CancelResult,
  createBookingEngine,
  type Observation,
  type ReadResult,
  realSystem,
} from '../../engine/index.ts';
import { CATEGORY, CHECKED_PRACTICE, DAAN, EMMA, SECOND_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type Organization, type Simulator } from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { leanFetch } from './lean-fetch.ts';
import { type Oddities, type OddResponse, type ResponseChanges, startOddXis } from './odd-xis.ts';
import { toInstant, waitForTimeoutsOnly } from './time.ts';

/** A XIS that differs from the simulator's in a few places. */
export interface OddPractice {
  readonly practice?: Partial<TestPractice>;
  readonly oddities?: Oddities;
  /** Whether Spreekuur.nl has a category of its own there (AT-2). Default: true. */
  readonly hasCategory?: boolean;
  /** The comment of an approval (CB-1). Default: that of the simulator. */
  readonly approvalComment?: string;
}

/** Combines XISs into one that differs from the simulator in all their places. */
export function combine(odd: readonly OddPractice[]): OddPractice {
  const practices = odd.flatMap(({ practice }) => practice ?? []);
  const defects = practices.flatMap((practice) => practice.defects ?? []);
  const understands = Object.assign({}, ...practices.map((practice) => practice.understands));
  const answers = Object.assign({}, ...practices.map((practice) => practice.answers));
  return Object.assign({}, ...odd, {
    practice: Object.assign({}, ...practices, { defects, understands, answers }),
    oddities: {
      async request(request) {
        for (const { oddities } of odd) {
          const changes = await oddities?.request?.(request);
          if (changes) return changes;
        }
        return undefined;
      },
      async response(response, request) {
        let changed: ResponseChanges | undefined;
        for (const { oddities } of odd) {
          const before = { ...response, ...changed, ...(changed?.body !== undefined && readable(changed.body)) };
          changed = { ...changed, ...(await oddities?.response?.(before as OddResponse, request)) };
        }
        return changed;
      },
    } satisfies Oddities,
  });
}

function readable(body: string | Buffer | object) {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body);
  return { body: Buffer.from(text), text, json: () => JSON.parse(text) };
}

/** One appointment of the engine's flow, from step 1 to its cancellation. */
export interface FlowResult {
  readonly booked: BookingResult | undefined;
  /** The state in the ledger after the decision of the practice. */
  readonly settled: string | undefined;
  readonly read: ReadResult | undefined;
  readonly cancelled: CancelResult | undefined;
  /** What the flow ended with, where it got no further. */
  readonly ended: string | undefined;
  readonly observations: readonly Observation[];
  /** The statuses that its callbacks got. */
  readonly callbacks: readonly number[];
}

/** What a check may do; everything by default. The checks that need the rest are left out. */
interface CheckKind {
  readonly allowBooking?: boolean;
  /** Whether there is a listener for callbacks, and a practice that decides. */
  readonly isListening?: boolean;
}

/** A XIS with all that is needed to judge it: with the check, the booking engine, and the contract. */
export interface JudgedXis {
  readonly organization: Organization;
  readonly baseUrl: string;
  /** Checks it with bookings, callbacks and approvals; nothing but what every user gives is an option. */
  check(options?: CheckKind): Promise<CheckReport>;
  /** Milliseconds of injected time that the last check waited. */
  waitedMs(): number;
  /**
   * Books an appointment of every type, by the forms that were found out.
   * @param options.isChanged whether the practice cancels it, before the patient does
   */
  bookEachType(options?: { readonly isChanged?: boolean }): Promise<readonly FlowResult[]>;
  verify(): Promise<VerificationReport>;
  /** Returns the appointments that are neither cancelled nor declined. */
  open(): readonly string[];
}

/** The simulator that the XISs of a test file share, and its listener for callbacks. */
export interface Judges {
  judge<Result>(odd: OddPractice, judgeWith: (xis: JudgedXis) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

let createdCount = 0;

const STEP_MS = 500;

/** Starts a simulator and a listener. Each XIS is two organizations behind a proxy, whose time passes only as a judge waits. */
export async function startJudges(): Promise<Judges> {
  let now = (): number => 0;
  const listener = await listenForCallbacks({ port: 0, now: () => now() });
  const simulator = await createSimulator({ port: 0 });
  await simulator.listen();
  return {
    async judge(odd, judgeWith) {
      const agb = String(81_000_000 + 2 * ++createdCount);
      const otherAgb = String(Number(agb) + 1);
      const callbacks = { url: listener.url, retry: { jitter: 0 } };
      const { practice = {}, oddities = {} } = odd;
      const organization = await simulator.organizations.create({ ...CHECKED_PRACTICE, callbacks, ...practice, agb });
      const { understands, answers } = practice;
      await simulator.organizations.create({
        ...SECOND_PRACTICE,
        ...(understands && { understands }),
        ...(answers && { answers }),
        agb: otherAgb,
      });
      const xis = await startOddXis({ target: simulator.baseUrl, ...oddities });
      now = () => Date.parse(organization.clock.now());
      try {
        return await judgeWith(createJudgedXis(odd, { organization, otherAgb, listener, baseUrl: xis.baseUrl }));
      } finally {
        await xis.close();
        await simulator.organizations.drop(agb);
        await simulator.organizations.drop(otherAgb);
      }
    },
    async close() {
      await closeBoth(simulator, listener);
    },
  };
}

async function closeBoth(simulator: Simulator, listener: RunningListener): Promise<void> {
  await simulator.close();
  await listener.close();
}

interface Judged {
  readonly organization: Organization;
  readonly otherAgb: string;
  readonly listener: RunningListener;
  readonly baseUrl: string;
}

function createJudgedXis(odd: OddPractice, { organization, otherAgb, listener, baseUrl }: Judged): JudgedXis {
  const { hasCategory = true, approvalComment } = odd;
  let waited = 0;
  let moving: Promise<unknown> = Promise.resolve();
  // No real time passes: a wait advances the clock of the practice in steps, until the signal ends it.
  const wait = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    for (let remaining = milliseconds; remaining > 0 && !signal?.aborted; remaining -= STEP_MS) {
      const step = Math.min(STEP_MS, remaining);
      waited += step;
      moving = moving.then(() => organization.clock.advance({ by: `PT${step / 1000}S` }));
      await moving;
    }
  };
  const now = () => toInstant(organization.clock.now());
  let unique = 0;
  const common = { baseUrl, organization: organization.agb, ...(hasCategory && { category: CATEGORY }) };
  const elapsed = () => performance.now();
  const system = { ...realSystem, now, wait, unique: () => `u${++unique}`, elapsed, fetch: leanFetch };
  const decide = (id: string, decision: 'accepted' | 'declined'): void => {
    if (decision === 'accepted') organization.approvals.approve(id, approvalComment);
    else organization.approvals.decline(id);
  };
  return {
    organization,
    baseUrl,
    async check({ allowBooking = true, isListening = true } = {}) {
      await organization.reset();
      organization.callbacks.set({ url: listener.url, retry: { jitter: 0 } });
      waited = 0;
      const onApprovalNeeded: CheckOptions['onApprovalNeeded'] = ({ appointment, decision }) => {
        decide(appointment, decision);
        return 'decided';
      };
      return checkXis({
        ...common,
        otherOrganization: otherAgb,
        ...(allowBooking && { allowBooking, patient: EMMA, otherPatient: DAAN }),
        ...(isListening && { callbacks: listener, onApprovalNeeded }),
        skip: [...(allowBooking ? [] : ['booking']), ...(isListening ? [] : ['callback', 'approval'])],
        system,
      });
    },
    waitedMs: () => waited,
    async bookEachType({ isChanged = false } = {}) {
      await organization.reset();
      const { notes: _notes, ...forms } = await detectForms({ ...common, system });
      const engine = createBookingEngine({
        xis: baseUrl,
        organization: organization.agb,
        ...(hasCategory && { serviceCategory: CATEGORY }),
        ...forms,
        system: { ...realSystem, now, elapsed: () => 0, fetch: leanFetch },
      });
      const own = await engine.listen({ port: 0 });
      organization.callbacks.set({ url: own.url, retry: { jitter: 0 } });
      try {
        const offer = await engine.appointmentTypes();
        if (offer.outcome !== 'types') return [{ ...EMPTY, ended: `types: ${JSON.stringify(offer)}` }];
        const results: FlowResult[] = [];
        for (const type of offer.types) {
          const result = await bookOne(engine, type, async (id) => {
            const isWaiting = organization.approvals.pending().some((appointment) => appointment.id === id);
            if (isWaiting) decide(id, 'accepted');
            await organization.clock.advance({ by: 'PT2S' });
            const state = engine.ledger.get(id)?.state;
            if (isChanged) {
              organization.appointments.cancel(id);
              await organization.clock.advance({ by: 'PT2S' });
            }
            return state;
          });
          const callbacks = engine.received.slice(results.flatMap((earlier) => earlier.callbacks).length);
          if (result) results.push({ ...result, callbacks: callbacks.map(({ status }) => status) });
        }
        return results;
      } finally {
        await own.close();
      }
    },
    async verify() {
      await organization.reset();
      const system = { ...realSystem, now, elapsed: () => 0, wait: waitForTimeoutsOnly };
      return verifyXis({ ...common, patient: EMMA, system });
    },
    open: () =>
      organization.appointments
        .list()
        .filter(({ state }) => !['cancelled', 'declined'].includes(state))
        .map(({ id }) => id),
  };
}

const EMPTY = {
  booked: undefined,
  settled: undefined,
  read: undefined,
  cancelled: undefined,
  ended: undefined,
  observations: [],
  callbacks: [],
} as const;

/** Books the first slot of a type, and cancels it; returns undefined for a type without slots. */
async function bookOne(
  engine: BookingEngine,
  type: Parameters<BookingEngine['book']>[0]['type'],
  settle: (id: string) => Promise<string | undefined>,
): Promise<FlowResult | undefined> {
  const found = await engine.agendas(type);
  if (found.outcome === 'none' && found.observations.length === 0) return undefined;
  if (found.outcome === 'none') return { ...EMPTY, ended: 'agendas: none', observations: found.observations };
  if (found.outcome !== 'agendas') return { ...EMPTY, ended: `agendas: ${found.error}` };
  const observations = [...found.observations];
  const [agenda] = found.agendas;
  const timeslots = await firstTimeslots(engine, type, agenda?.schedule);
  if (timeslots.outcome !== 'timeslots') return { ...EMPTY, ended: `timeslots: ${timeslots.error}`, observations };
  const [slot] = timeslots.slots;
  if (!slot) return { ...EMPTY, ended: 'timeslots: no slots in four weeks', observations };
  const booked = await engine.book({ type, slot, patient: EMMA, reason: 'Hoofdpijn' });
  observations.push(...timeslots.observations, ...booked.observations);
  if (booked.outcome !== 'approved' && booked.outcome !== 'pending') {
    return { ...EMPTY, booked, ended: `book: ${booked.outcome}`, observations };
  }
  const { appointmentId: id } = booked;
  const settled = await settle(id);
  const read = await engine.read(id);
  const cancelled = await engine.cancel(id, EMMA);
  if ('observations' in read) observations.push(...read.observations);
  if ('observations' in cancelled) observations.push(...cancelled.observations);
  const ended = cancelled.outcome === 'cancelled' ? undefined : `cancel: ${cancelled.outcome}`;
  return { ...EMPTY, booked, settled, read, cancelled, ended, observations };
}

async function firstTimeslots(engine: BookingEngine, type: Parameters<BookingEngine['agendas']>[0], schedule?: string) {
  for (const week of [1, 2, 3]) {
    const found = await engine.timeslots(type, schedule, week);
    if (found.outcome !== 'timeslots' || found.slots.length > 0) return found;
  }
  return engine.timeslots(type, schedule, 4);
}
