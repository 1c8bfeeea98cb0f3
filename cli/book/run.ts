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
  | 'left';

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
  /** Waits for the practitioner's response; resolves when it arrives, at the time-out, or when the user leaves. */
  waitForResponse(appointmentId: string): Promise<void>;
}

/** Books as a patient does: patient, type, agenda, week, slot, reason, and the practitioner's response. */
export async function runBooking(
  engine: BookingEngine,
  chooser: Chooser,
  identify: () => Promise<IdentifiedPatient>,
  progress: Progress,
): Promise<BookReport> {
  const observations: Observation[] = [];
  let type: TypeCoding | undefined;
  let slot: Timeslot | undefined;
  let agendas: readonly AgendaOffer[] = [];
  const report = (outcome: BookOutcome, text: string, appointmentId: string | null = null): BookReport => ({
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

  const identified = await identify();
  observations.push(...identified.observations);
  if (identified.outcome !== 'patient') return report(identified.outcome, identified.text);
  const { patient, note } = identified;
  if (note !== undefined) progress.say(`patient ${note}`);

  const types = await engine.appointmentTypes();
  observations.push(...types.observations);
  if (types.outcome === 'failed') return report('failed', types.error);
  if (types.outcome === 'empty') return report('empty', types.text);
  type = await chooser.type(types.types);
  if (!type) return left();
  progress.chosen('type', type.display);

  const offered = await engine.agendas(type);
  observations.push(...offered.observations);
  if (offered.outcome === 'failed') return report('failed', offered.error);
  if (offered.outcome === 'none') return report('empty', offered.text);
  agendas = offered.agendas;
  const agenda = await chooser.agenda(agendas);
  if (!agenda) return left();
  progress.chosen('agenda', agenda === 'any' ? agenda : agenda.name);
  const schedule = agenda === 'any' ? undefined : agenda.schedule;

  for (;;) {
    const chosen = await chooseSlot(engine, chooser, type, schedule, observations);
    if (typeof chosen === 'string') return report('failed', chosen);
    if (chosen === undefined) return left();
    if (chosen === null) return report('empty', 'There are no free appointments in this week.');
    slot = chosen;
    progress.chosen('slot', slot.start);
    const reason = await chooser.reason();
    if (reason === undefined) return left();
    const result = await engine.book({ type, slot, patient, reason });
    observations.push(...result.observations);
    if (result.outcome === 'conflict') {
      if (await chooser.again(result.text)) continue;
      return report('conflict', result.text);
    }
    if (result.outcome === 'failed') return report('failed', result.error);
    if (result.outcome === 'rejected') return report('invalid', `${result.text} ${result.diagnostics}`.trim());
    if (result.outcome === 'unknown')
      return report('unknown', `${result.text} (${result.error}; the slot is now ${result.slotNow})`);
    const { appointmentId } = result;
    progress.say(`${result.outcome === 'pending' ? 'asked' : 'made'}    appointment ${appointmentId}`);
    if (result.outcome === 'pending') await progress.waitForResponse(appointmentId);
    if (patient.bsn !== undefined && (await chooser.cancel())) {
      const cancelled = await engine.cancel(appointmentId, { bsn: patient.bsn });
      if (cancelled.outcome === 'failed') progress.say(cancelled.error);
      else return report(result.outcome, cancelled.text, appointmentId);
    }
    return reportState(engine, appointmentId, result, report);
  }
}

/** Reports the present state of a created appointment. */
function reportState(
  engine: BookingEngine,
  appointmentId: string,
  result: { readonly outcome: 'approved' | 'pending'; readonly text: string },
  report: (outcome: BookOutcome, text: string, appointmentId: string) => BookReport,
): BookReport {
  const state = engine.ledger.get(appointmentId)?.state;
  const notice = engine.notifications.findLast((notification) => notification.appointmentId === appointmentId);
  const text = notice ? [notice.text, notice.comment].filter(Boolean).join(' ') : result.text;
  if (state === 'rejected') return report('rejected', text, appointmentId);
  return report(state === 'approved' ? 'approved' : result.outcome, text, appointmentId);
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
    const week = await chooser.week(first);
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
