import type {
  AgendaOffer,
  BookingEngine,
  Exchange,
  Notification,
  Observation,
  Timeslot,
  TimeslotsResult,
  TypeCoding,
} from '../../engine/index.ts';
import { unlessInterrupted } from '../shutdown.ts';
import type { Chooser } from './choose.ts';
import type { IdentifiedPatient } from './patient.ts';

/** The outcome of `book`. */
export type BookOutcome =
  | 'approved'
  | 'pending'
  | 'rejected'
  | 'conflict'
  | 'empty'
  | 'unknown-patient'
  | 'invalid'
  | 'failed'
  | 'unknown'
  | 'left'
  | 'interrupted';

/** The object that `book --json` prints. */
export interface BookReport {
  readonly outcome: BookOutcome;
  /** The text for the patient, or the error. */
  readonly text: string;
  readonly appointmentId: string | null;
  readonly type: TypeCoding | null;
  readonly slot: Pick<Timeslot, 'id' | 'start' | 'end' | 'schedule'> | null;
  readonly agendas: readonly AgendaOffer[];
  /** The notices to the patient after the booking. */
  readonly notifications: readonly Notification[];
  readonly observations: readonly Observation[];
  readonly exchanges: readonly Exchange[];
}

/** Shows the progress of a booking. */
export interface Progress {
  say(line: string): void;
  /** Is called after each choice. */
  chosen(what: string, name: string): void;
  /** Is called after each choice of a slot. */
  chosenSlot(slot: Timeslot): void;
  /** Is called when the appointment is made, before a decision is awaited. */
  booked(appointment: BookedAppointment): Promise<void>;
  /** Waits for the practitioner's response; resolves when it arrives, or at the time-out. */
  waitForResponse(appointmentId: string): Promise<void>;
}

/** An appointment that the XIS has accepted. */
export interface BookedAppointment {
  readonly id: string;
  readonly slot: Timeslot;
  /** The name of the agenda that the slot is of. */
  readonly agenda: string;
  /** Whether it waits for the decision of the practitioner. */
  readonly isPending: boolean;
}

/** The choices of the user, and what the booking shows of itself. */
export interface BookingUser {
  readonly chooser: Chooser;
  readonly identify: () => Promise<IdentifiedPatient>;
  readonly progress: Progress;
  /** Aborts when the user interrupts the booking. */
  readonly signal: AbortSignal;
}

/** What is certain about the appointment in the XIS. */
type Certainty = 'nothing' | 'sent' | 'booked' | 'cancelling' | 'cancelled';

const AT_INTERRUPTION: Readonly<Record<Certainty, (appointment: string) => string>> = {
  nothing: () => 'Nothing was booked.',
  sent: () => 'The appointment may be in the XIS: look up its slot there.',
  booked: (appointment) => `Appointment ${appointment} is booked, and not cancelled.`,
  cancelling: (appointment) => `Appointment ${appointment} may not be cancelled: look it up in the XIS.`,
  cancelled: (appointment) => `Appointment ${appointment} is cancelled.`,
};

/** The report of a booking that was interrupted before its beginning. */
export const NOT_BEGUN: BookReport = {
  outcome: 'interrupted',
  text: AT_INTERRUPTION.nothing(''),
  appointmentId: null,
  type: null,
  slot: null,
  agendas: [],
  notifications: [],
  observations: [],
  exchanges: [],
};

/** A booking that can be interrupted at any moment. */
export interface BookingRun {
  /** Whether a request that changes the XIS is under way: an interruption waits for its response. */
  readonly isSending: boolean;
  /** Books as a patient does: patient, type, agenda, week, slot, reason, and the practitioner's response. */
  complete(): Promise<BookReport>;
  /** Returns the report of an interruption at this moment. */
  interrupt(): BookReport;
}

/** Creates a booking by a patient. */
export function createBookingRun(
  engine: BookingEngine,
  { chooser, identify, progress, signal }: BookingUser,
): BookingRun {
  const observations: Observation[] = [];
  let type: TypeCoding | undefined;
  let slot: Timeslot | undefined;
  let agendas: readonly AgendaOffer[] = [];
  let certainty: Certainty = 'nothing';
  let appointmentId: string | null = null;
  const report = (outcome: BookOutcome, text: string): BookReport => ({
    outcome,
    text,
    appointmentId,
    type: type ?? null,
    slot: slot ? { id: slot.id, start: slot.start, end: slot.end, schedule: slot.schedule } : null,
    agendas,
    notifications: engine.notifications,
    observations,
    exchanges: engine.exchanges,
  });
  const left = () => report('left', 'Left without an appointment.');
  const interrupt = () => report('interrupted', AT_INTERRUPTION[certainty](appointmentId ?? ''));
  /** Waits for a read or a choice, up to an interruption. */
  const step = <T>(work: () => Promise<T>): Promise<T> => unlessInterrupted(work, signal);

  const run = async (): Promise<BookReport> => {
    const identified = await step(() => identify());
    observations.push(...identified.observations);
    if (identified.outcome !== 'patient') return report(identified.outcome, identified.text);
    const { patient, note } = identified;
    if (note !== undefined) progress.say(`patient ${note}`);

    const types = await step(() => engine.appointmentTypes());
    observations.push(...types.observations);
    if (types.outcome === 'failed') return report('failed', types.error);
    if (types.outcome === 'empty') return report('empty', types.text);
    const requested = await step(() => chooser.type(types.types));
    if (!requested) return left();
    type = requested;
    progress.chosen('type', type.display);

    const offered = await step(() => engine.agendas(requested));
    observations.push(...offered.observations);
    if (offered.outcome === 'failed') return report('failed', offered.error);
    if (offered.outcome === 'none') return report('empty', offered.text);
    agendas = offered.agendas;
    const agenda = await step(() => chooser.agenda(agendas));
    if (!agenda) return left();
    progress.chosen('agenda', agenda === 'any' ? agenda : agenda.name);
    const schedule = agenda === 'any' ? undefined : agenda.schedule;

    for (;;) {
      const chosen = await step(() => chooseSlot(engine, chooser, requested, schedule, observations));
      if (typeof chosen === 'string') return report('failed', chosen);
      if (chosen === undefined) return left();
      if (chosen === null) return report('empty', 'There are no free appointments in this week.');
      slot = chosen;
      progress.chosenSlot(slot);
      const reason = await step(() => chooser.reason());
      if (reason === undefined) return left();
      certainty = 'sent';
      const result = await engine.book({ type: requested, slot, patient, reason });
      observations.push(...result.observations);
      if (result.outcome === 'unknown')
        return report('unknown', `${result.text} (${result.error}; the slot is now ${result.slotNow})`);
      certainty = 'nothing';
      if (result.outcome === 'conflict') {
        if (await step(() => chooser.again(result.text))) continue;
        return report('conflict', result.text);
      }
      if (result.outcome === 'failed') return report('failed', result.error);
      if (result.outcome === 'rejected') return report('invalid', `${result.text} ${result.diagnostics}`.trim());
      certainty = 'booked';
      appointmentId = result.appointmentId;
      await step(() => progress.booked(describeBooking(result, chosen, agendas)));
      if (result.outcome === 'pending') await step(() => progress.waitForResponse(result.appointmentId));
      if (patient.bsn !== undefined && (await step(() => chooser.cancel()))) {
        certainty = 'cancelling';
        const cancelled = await engine.cancel(appointmentId, { bsn: patient.bsn });
        if (cancelled.outcome === 'failed') progress.say(cancelled.error);
        else {
          certainty = cancelled.outcome === 'cancelled' ? 'cancelled' : 'booked';
          return report(result.outcome, cancelled.text);
        }
      }
      const { outcome, text } = describeState(engine, appointmentId, result);
      return report(outcome, text);
    }
  };

  return {
    get isSending() {
      return certainty === 'sent' || certainty === 'cancelling';
    },
    async complete() {
      const finished = await run().catch((error) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
      return finished && !signal.aborted ? finished : interrupt();
    },
    interrupt,
  };
}

function describeBooking(
  { outcome, appointmentId: id }: { readonly outcome: 'approved' | 'pending'; readonly appointmentId: string },
  slot: Timeslot,
  agendas: readonly AgendaOffer[],
): BookedAppointment {
  const agenda = agendas.find(({ schedule }) => schedule === slot.schedule)?.name;
  const practitioners = slot.practitioners.map(({ display }) => display).join(', ');
  return { id, slot, agenda: agenda ?? practitioners, isPending: outcome === 'pending' };
}

/** Returns the present state of a created appointment, with its text for the patient. */
function describeState(
  engine: BookingEngine,
  appointmentId: string,
  result: { readonly outcome: 'approved' | 'pending'; readonly text: string },
): { readonly outcome: BookOutcome; readonly text: string } {
  const state = engine.ledger.get(appointmentId)?.state;
  const notice = engine.notifications.findLast((notification) => notification.appointmentId === appointmentId);
  const text = notice ? [notice.text, notice.comment].filter(Boolean).join(' ') : result.text;
  if (state === 'rejected') return { outcome: 'rejected', text };
  return { outcome: state === 'approved' ? 'approved' : result.outcome, text };
}

/** Returns the chosen slot of a schedule, or of any schedule (AG-5); null for a week without slots, undefined when the user leaves, a text for a failure. */
async function chooseSlot(
  engine: BookingEngine,
  chooser: Chooser,
  type: TypeCoding,
  schedule: string | undefined,
  observations: Observation[],
): Promise<Timeslot | null | undefined | string> {
  const pages = new Map<number, TimeslotsResult>();
  let first = await findFirstWeek(engine, type, schedule, pages);
  for (;;) {
    const shown = pages.get(first);
    const week = await chooser.week(first, shown?.outcome === 'timeslots' ? shown.from : undefined);
    if (week === undefined) return undefined;
    const page = pages.get(week) ?? (await engine.timeslots(type, schedule, week));
    // Shown once: a second visit to a week reads it anew.
    pages.delete(week);
    observations.push(...page.observations);
    if (page.outcome === 'failed') return page.error;
    if (page.slots.length === 0) return null;
    const slot = await chooser.slot(page.slots);
    if (slot !== 'other-week') return slot;
    first = (week % 4) + 1;
  }
}

/** Returns the first week with a slot, by requesting the pages as a patient browses them. */
async function findFirstWeek(
  engine: BookingEngine,
  type: TypeCoding,
  schedule: string | undefined,
  pages: Map<number, TimeslotsResult>,
): Promise<number> {
  for (const week of [1, 2, 3]) {
    const page = await engine.timeslots(type, schedule, week);
    pages.set(week, page);
    if (page.outcome === 'failed' || page.slots.length > 0) return week;
  }
  return 4;
}
