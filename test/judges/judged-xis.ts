import { type CheckOptions, type CheckReport, detectForms, exitCodeOf, TargetError } from '../../conformance/index.ts';
import { TargetError as VerificationTargetError, verifyXis } from '../../contracts/index.ts';
import {
  type BookingEngine,
  createBookingEngine,
  type Observation,
  realSystem,
  type Timeslot,
} from '../../engine/index.ts';
import { CATEGORY, CHECKED_PRACTICE, EMMA } from '../../fixtures/test/practices.ts';
import type { Organization } from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { type CheckedXis, startCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';
import { waitForTimeoutsOnly } from '../support/time.ts';
import { type Mutation, mutateResponse, type Operation, operationOf, type Sample } from './mutation.ts';

/** The practice of the judged XIS: small, so that a case is fast, and with pages (SL-18). */
const PRACTICE: TestPractice = {
  ...CHECKED_PRACTICE,
  schedules: [
    {
      id: 'jansen',
      practitioner: { id: 'jansen', name: 'Dr. Jansen' },
      hours: [
        { days: ['mon', 'thu'], from: '09:00', to: '10:00', type: 'consult' },
        { days: ['tue'], from: '14:00', to: '15:00', type: 'gesprek' },
      ],
      busyShare: 0.2,
    },
    {
      id: 'smit',
      practitioner: { id: 'smit', name: 'Dr. Smit' },
      hours: [
        { days: ['thu'], from: '09:00', to: '09:40', type: 'consult' },
        { days: ['fri'], from: '14:00', to: '15:00', type: 'visite' },
      ],
    },
  ],
  answers: { pageSize: 15 },
};

/** A token with the patient's BSN, which makes the patient discovery a must (PT-1). No judge reads its signature. */
const TOKEN = ['{"alg":"none"}', JSON.stringify({ bsn: EMMA.bsn }), 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** What the engine made of a XIS. */
export interface EngineJudgment {
  /** Why it could not book, read back or cancel; undefined where it could. */
  readonly cannot?: string;
  /** Its messages to the patient that are not true of the XIS. */
  readonly untrue: readonly string[];
  /** The clauses of its observations and of its failures. */
  readonly clauses: readonly string[];
}

/** What the check made of a XIS. */
export interface CheckJudgment {
  readonly verdict: CheckReport['verdict'] | 'not-begun';
  readonly exitCode?: number;
  /** The checks that failed, with their clauses. */
  readonly failed: readonly { readonly id: string; readonly clauses: readonly string[] }[];
  /** The checks of a must that were blocked. */
  readonly blocked: readonly string[];
  /** The mistakes of xis-testkit. */
  readonly errors: readonly string[];
}

/** What the verification made of a XIS. */
export interface VerifyJudgment {
  readonly failed: readonly string[];
  /** Why it could not begin. */
  readonly notBegun?: string;
}

/** A simulated XIS whose responses a mutation changes, and its three judges. */
export interface JudgedXis {
  /** The responses of the flow without a mutation. */
  readonly samples: ReadonlyMap<Operation, Sample>;
  judgeByEngine(mutation: Mutation | undefined): Promise<EngineJudgment>;
  judgeByCheck(mutation: Mutation | undefined): Promise<CheckJudgment>;
  judgeByVerification(mutation: Mutation | undefined): Promise<VerifyJudgment>;
  close(): Promise<void>;
}

/** Starts a XIS, and records what its responses look like. */
export async function startJudgedXis(changes: Partial<TestPractice> = {}): Promise<JudgedXis> {
  const xis = await startCheckedXis({ ...PRACTICE, ...changes });
  const samples = new Map<Operation, Sample>();
  const judged: JudgedXis = {
    samples,
    async judgeByEngine(mutation) {
      await xis.organization.reset();
      return judgeByEngine(xis, mutatedFetch(mutation));
    },
    judgeByCheck: (mutation) => judgeByCheck(xis, mutatedFetch(mutation)),
    async judgeByVerification(mutation) {
      await xis.organization.reset();
      return judgeByVerification(xis, mutatedFetch(mutation));
    },
    close: () => xis.close(),
  };
  await xis.organization.reset();
  await judgeByEngine(xis, async (input, init) => {
    const response = await leanFetch(input, init);
    const operation = operationOf(init?.method ?? 'GET', new URL(String(input)), response.status);
    if (operation === undefined || samples.has(operation)) return response;
    const text = await response.clone().text();
    // The last page has no link, so the first one is the sample.
    samples.set(operation, { status: response.status, headers: Object.fromEntries(response.headers), text });
    return response;
  });
  return judged;
}

function mutatedFetch(mutation: Mutation | undefined): typeof fetch {
  return async (input, init) => {
    const response = await leanFetch(input, init);
    const operation = operationOf(init?.method ?? 'GET', new URL(String(input)), response.status);
    return mutation !== undefined && operation === mutation.operation ? mutateResponse(mutation, response) : response;
  };
}

/** Returns the options of every judge that reads. */
function commonOptions({ options, organization }: CheckedXis, fetch: typeof globalThis.fetch) {
  const { baseUrl, system } = options;
  if (!system) throw new Error('the checked XIS has a system');
  return { baseUrl, now: () => Date.parse(organization.clock.now()), system: { ...system, fetch } };
}

async function judgeByEngine(xis: CheckedXis, fetch: typeof globalThis.fetch): Promise<EngineJudgment> {
  const { baseUrl, now, system } = commonOptions(xis, fetch);
  const { organization, category } = xis.options;
  const forms = await detectForms({ baseUrl, organization, category: CATEGORY, token: TOKEN, system });
  const { notes: _, ...understood } = forms;
  const engine = createBookingEngine({
    xis: baseUrl,
    organization,
    ...understood,
    ...(category !== undefined && { serviceCategory: category }),
    token: TOKEN,
    system: { ...realSystem, now, elapsed: () => 0, fetch },
  });
  const clauses = new Set<string>();
  const untrue: string[] = [];
  const note = <Result extends { readonly observations: readonly Observation[]; readonly clause?: string }>(
    result: Result,
  ): Result => {
    for (const { clause } of result.observations) clauses.add(clause);
    if (result.clause !== undefined) clauses.add(result.clause);
    return result;
  };
  const cannot = await bookEveryType(engine, xis.organization, note, untrue);
  return { ...(cannot !== undefined && { cannot }), untrue, clauses: [...clauses] };
}

type Note = <Result extends { readonly observations: readonly Observation[]; readonly clause?: string }>(
  result: Result,
) => Result;

/** Books, reads back and cancels a slot of each type that has one; returns why this is impossible. */
async function bookEveryType(
  engine: BookingEngine,
  practice: Organization,
  note: Note,
  untrue: string[],
): Promise<string | undefined> {
  const patient = note(await engine.patient({ bsn: EMMA.bsn }));
  if (patient.outcome !== 'patient') return `patient: ${patient.outcome}`;
  const found = note(await engine.appointmentTypes());
  if (found.outcome !== 'types') return `types: ${found.outcome}`;
  let isBooked = false;
  for (const type of found.types) {
    const offered = note(await engine.agendas(type));
    if (offered.outcome === 'failed') return `agendas: ${offered.error}`;
    if (offered.outcome === 'none') continue;
    let chosen: Timeslot | undefined;
    for (const { schedule } of offered.agendas) {
      for (const week of [1, 2, 3, 4]) {
        const page = note(await engine.timeslots(type, schedule, week));
        if (page.outcome === 'failed') return `timeslots: ${page.error}`;
        chosen ??= page.slots[0];
      }
    }
    if (!chosen) return 'timeslots: an agenda without slots';
    const request = { type, slot: chosen, patient: { ...patient, bsn: EMMA.bsn }, reason: 'Hoofdpijn' };
    const result = note(await engine.book(request));
    if (result.outcome !== 'approved' && result.outcome !== 'pending') return `book: ${result.outcome}`;
    isBooked = true;
    const id = result.appointmentId;
    const stored = practice.appointments.list().find((appointment) => appointment.id === id);
    if (!stored) return `book: '${id}' is no appointment of the XIS`;
    if (stored.state !== (result.outcome === 'approved' ? 'booked' : 'pending'))
      untrue.push(`the appointment is ${stored.state}, and the patient reads ${result.outcome}`);
    if (Date.parse(stored.start) !== chosen.startsAt) untrue.push('the appointment has another start');
    const second = note(await engine.book(request));
    if (second.outcome !== 'conflict') untrue.push(`a taken slot: ${second.outcome}`);
    const read = note(await engine.read(id));
    if (read.outcome !== 'found') return `read: ${read.outcome}`;
    if (Date.parse(read.appointment.start) !== chosen.startsAt)
      untrue.push('the appointment is read with another start');
    const cancelled = note(await engine.cancel(id, { bsn: EMMA.bsn }));
    if (cancelled.outcome !== 'cancelled') return `cancel: ${cancelled.outcome}`;
    const after = practice.appointments.list().find((appointment) => appointment.id === id)?.state;
    if (after !== 'cancelled') untrue.push(`the appointment is ${after}, and the patient reads cancelled`);
  }
  return isBooked ? undefined : 'agendas: no type has slots';
}

async function judgeByCheck(xis: CheckedXis, fetch: typeof globalThis.fetch): Promise<CheckJudgment> {
  const { system } = commonOptions(xis, fetch);
  // Spreekuur.nl knows the BSN only: the reference is what the XIS returns (PT-4).
  const patient = { bsn: EMMA.bsn, display: EMMA.display };
  // No mutation changes an update, so the practice is not requested to change anything (UP).
  const options: Partial<CheckOptions> = { system, token: TOKEN, patient, skip: ['updates/*'] };
  try {
    const report = await xis.check([], options);
    const of = (verdict: string) => report.checks.filter((check) => check.verdict === verdict);
    return {
      verdict: report.verdict,
      exitCode: exitCodeOf(report),
      failed: of('fail').map(({ id, requirements }) => ({ id, clauses: requirements })),
      blocked: of('blocked').flatMap(({ id, level, message }) => (level === 'must' ? [`${id}: ${message}`] : [])),
      errors: of('error').map(({ id, message }) => `${id}: ${message}`),
    };
  } catch (error) {
    if (error instanceof TargetError) return { verdict: 'not-begun', failed: [], blocked: [error.message], errors: [] };
    throw error;
  }
}

async function judgeByVerification(xis: CheckedXis, fetch: typeof globalThis.fetch): Promise<VerifyJudgment> {
  const { baseUrl, now } = commonOptions(xis, fetch);
  try {
    const { interactions } = await verifyXis({
      baseUrl,
      organization: xis.options.organization,
      category: CATEGORY,
      patient: EMMA,
      token: TOKEN,
      system: { ...realSystem, now, elapsed: () => 0, wait: waitForTimeoutsOnly, fetch },
    });
    const failed = interactions.filter(({ outcome }) => outcome === 'failed');
    return {
      failed: failed.map(
        ({ description, mismatches, reason }) => `${description}: ${JSON.stringify(mismatches[0] ?? reason)}`,
      ),
    };
  } catch (error) {
    if (error instanceof VerificationTargetError) return { failed: [], notBegun: error.message };
    throw error;
  }
}
