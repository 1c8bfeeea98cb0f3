import type { CreatedAppointment } from '../../../bookings/booking.ts';
import { type AppointmentLookup, lookUp, statusOf } from '../../../bookings/look-up.ts';
import { type BookableSlot, isFreeNow } from '../../../bookings/slot-choice.ts';
import type { CallbackInbox } from '../../../callbacks/inbox.ts';
import type { ReceivedCallback } from '../../../callbacks/seen-callback.ts';
import { waitForCallbacks } from '../../../callbacks/wait-for.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import { bookForApproval, isPending } from './approval-type.ts';
import { bookOne } from './book-one.ts';
import { idOf } from './main.ts';
import { misnamed } from './misnamed.ts';

/** How long a callback has that should not come, in real milliseconds: before the decision, and after the first. */
const GRACE_MS = 1000;
/** What the first answer about the declined appointment is told to wait, in seconds. */
export const RETRY_AFTER_S = 1;

type Decision = 'accepted' | 'declined';

/** An appointment that the practice had to decide. */
export interface Approval {
  readonly id: string;
  /** What was asked for. */
  readonly asked: Decision;
  /** What is known to have been decided, by whoever was asked or by how the appointment is read. */
  readonly decided: Decision | undefined;
  /** Whether its slot is free after the decision; undefined when that could not be read. */
  readonly slotIsFree: boolean | undefined;
  /** Answers that came before anybody was asked, while it still waited for the practice (CB-4). */
  readonly early: readonly ReceivedCallback[];
  /** Answers that came after that; all of them where the practice decided by itself. */
  readonly answers: readonly ReceivedCallback[];
  /** Answers about it that do not name it: as it has to be named, or it at all. */
  readonly misnamed: readonly ReceivedCallback[];
  /** Answers that came after the decision was asked for, and are no JSON. */
  readonly unreadable: readonly ReceivedCallback[];
  /** Answers about our patient that name none of our appointments. */
  readonly strangers: readonly ReceivedCallback[];
  /** Whether somebody says that it was decided. */
  readonly isCertain: boolean;
  /** Why there is no answer, as far as that is known. */
  readonly why: string;
}

/** Both of them. */
interface Approvals {
  readonly approved: Approval;
  /** Undefined when it could not be booked. */
  readonly declined: Approval | undefined;
}

/** Books two appointments that wait for approval, has one approved and the other declined, and takes in what comes. */
export function approvals(session: Session): Promise<Approvals> {
  return session.shared('approvals', async (session) => {
    const inbox = session.callbacks ?? blockCheck('needs --listen');
    const first = await bookForApproval(session);
    const second = await bookOne(session, 'book an appointment that is to be declined', first.type)
      .then(({ created }) => created)
      .catch(() => undefined);
    await session.options.system.wait(GRACE_MS, session.options.signal);
    const approved = await decide(session, inbox, first.booking, 'accepted', second);
    const since = session.options.system.elapsed();
    const declined = second?.id === undefined ? undefined : await decideAndFail(session, inbox, second);
    // What comes a second time has come by now.
    const rest = Math.max(0, Math.round(GRACE_MS - (session.options.system.elapsed() - since)));
    await waitForCallbacks(inbox, session.options.system, rest, session.options.signal, () => approved.answers().length > 1);
    const ended = declined && (await closed(session, declined));
    const accepted = await closed(session, approved);
    // What tells the denial is not an answer about the approval as well.
    const isOwn = (answer: ReceivedCallback): boolean => ended?.misnamed.includes(answer) !== true;
    return { approved: { ...accepted, answers: accepted.answers.filter(isOwn) }, declined: ended };
  });
}

/** The same, with every callback that it saw as evidence. */
export async function approvalsAs(session: Session): Promise<Approvals> {
  const both = await approvals(session);
  for (const { early, answers, misnamed: others, unreadable } of [
    both.approved,
    ...(both.declined ? [both.declined] : []),
  ]) {
    for (const { exchange } of [...early, ...answers, ...others, ...unreadable]) session.addEvidence(exchange);
  }
  return both;
}

/** A decision whose callbacks are still taken in. */
type Undecided = Omit<Approval, Taken | 'decided' | 'slotIsFree'> & {
  readonly slot: BookableSlot;
} & Readonly<Record<Taken, () => readonly ReceivedCallback[]>>;
type Taken = 'answers' | 'misnamed' | 'unreadable' | 'strangers';

/** @param undecided another appointment, whose answer is yet to come */
async function decide(
  session: Session,
  inbox: CallbackInbox,
  booking: CreatedAppointment,
  asked: Decision,
  undecided?: CreatedAppointment,
): Promise<Undecided> {
  const { approvalTimeoutMs, system, signal } = session.options;
  const id = idOf(booking);
  const before = inbox.responsesFor(id);
  const isByItself = before.length > 0 && !isPending((await lookUp(session, id)).appointment);
  const early = isByItself ? [] : before;
  const known = inbox.received.length;
  const answers = (): readonly ReceivedCallback[] => inbox.responsesFor(id).slice(early.length);
  const unreadable = (): readonly ReceivedCallback[] =>
    inbox.received.slice(known).filter(({ kind, body }) => kind === 'answer' && body === undefined);
  const others = (): readonly ReceivedCallback[] => {
    const ours = session.bookings.map(({ appointment }) => appointment).filter((one) => one !== undecided?.id);
    const ofOthers = inbox.received
      .slice(known)
      .filter(({ kind, appointment, status }) => kind === 'answer' && status === asked && isIn(ours, appointment));
    const bsn = session.options.patient?.bsn;
    // Where it was answered rightly, what else came is no matter of it.
    return answers().some(({ status }) => status === asked)
      ? []
      : [...misnamed(inbox.received, booking, { since: known, bsn }), ...ofOthers];
  };
  // More does not come of what cannot be understood.
  const hasCome = (): boolean => [answers, others, unreadable].some((come) => come().length > 0);
  const asking = isByItself ? { isCertain: false, why: '' } : await ask(session, inbox, booking, asked, hasCome);
  if (asking.isCertain) await waitForCallbacks(inbox, system, approvalTimeoutMs, signal, hasCome);
  const strangers = (): readonly ReceivedCallback[] => strangersIn(session, inbox.received.slice(known));
  return { id, slot: booking.slot, asked, early, answers, misnamed: others, unreadable, strangers, ...asking };
}

/** The same for a denial, whose first answer gets 500 (CB-6). */
async function decideAndFail(session: Session, inbox: CallbackInbox, booking: CreatedAppointment): Promise<Undecided> {
  const { approvalTimeoutMs, system, signal } = session.options;
  inbox.respondNextWith(idOf(booking), { status: 500, headers: { 'Retry-After': String(RETRY_AFTER_S) } });
  const undecided = await decide(session, inbox, booking, 'declined');
  const all = (): readonly ReceivedCallback[] => [...undecided.early, ...undecided.answers()];
  const failed = all().findIndex(({ answered }) => answered === 500);
  if (failed >= 0) await waitForCallbacks(inbox, system, approvalTimeoutMs, signal, () => all().length > failed + 1);
  return undecided;
}

async function closed(session: Session, undecided: Undecided): Promise<Approval> {
  const { answers, misnamed: others, unreadable, strangers, slot, ...rest } = undecided;
  const { id, asked, isCertain } = rest;
  const decided = isCertain ? asked : decisionIn(await lookUp(session, id));
  const slotIsFree = asked === 'declined' ? await isFreeNow(session, slot).catch(() => undefined) : undefined;
  return {
    ...rest,
    decided,
    slotIsFree,
    answers: answers(),
    misnamed: others(),
    unreadable: unreadable(),
    strangers: strangers(),
  };
}

/** Has it decided, and waits for that or for its callback, whatever comes first. */
async function ask(
  session: Session,
  inbox: CallbackInbox,
  { id, request: { start, practitioner } }: CreatedAppointment,
  decision: Decision,
  hasCome: () => boolean,
): Promise<Pick<Approval, 'isCertain' | 'why'>> {
  const { approvalTimeoutMs: timeoutMs, onApprovalNeeded, signal, system } = session.options;
  const appointment = id ?? '';
  const ending = new AbortController();
  let outcome: Pick<Approval, 'isCertain' | 'why'> | undefined;
  const request = {
    appointment,
    decision,
    start,
    practitioner: practitioner.display,
    timeoutMs,
    signal: AbortSignal.any([signal, ending.signal]),
  };
  const asked = (async () => onApprovalNeeded?.(request))().then(
    (told) => {
      if (told === 'decided') outcome = { isCertain: true, why: '' };
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : 'no reason was given';
      outcome = { isCertain: false, why: `it could not be decided: ${reason}` };
    },
  );
  // Whoever was asked wakes the wait; who does not know is waited for no longer than the callback.
  const woken: CallbackInbox = { ...inbox, arrival: () => Promise.race([inbox.arrival(), whenTold()]) };
  const whenTold = (): Promise<void> =>
    outcome ? Promise.resolve() : asked.then(() => (outcome ? undefined : never()));
  await waitForCallbacks(woken, system, timeoutMs, signal, () => outcome !== undefined || hasCome());
  ending.abort();
  return outcome ?? { isCertain: false, why: `nobody decided appointment ${appointment} in time` };
}

function isIn(ids: readonly string[], id: string | undefined): boolean {
  return id !== undefined && ids.includes(id);
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Answers about our patient that name an appointment that is none of this run's. */
function strangersIn(session: Session, seen: readonly ReceivedCallback[]): readonly ReceivedCallback[] {
  const bsn = session.options.patient?.bsn;
  const ours = new Set(session.bookings.map(({ appointment }) => appointment));
  return seen.filter(
    ({ kind, appointment, bsn: of }) => kind === 'answer' && of === bsn && !ours.has(appointment ?? ''),
  );
}

/** What the practice has decided, by how the appointment is read. */
function decisionIn(looked: AppointmentLookup): Decision | undefined {
  const status = statusOf(looked);
  if (status === 'cancelled') return 'declined';
  return status === 'booked' || (status === 'proposed' && !isPending(looked.appointment)) ? 'accepted' : undefined;
}
