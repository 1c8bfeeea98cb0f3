/** The commands of the practitioner, and what came of the last ones. */
import { computed, signal } from '@preact/signals';
import type { AppointmentView, ChangeView } from '../../../simulator/index.ts';
import { agb, appointments, command } from '../app/state.ts';
import { formatMoment } from '../app/time.ts';

/** What a command did. */
export interface Outcome {
  readonly id: number;
  readonly agb: string | undefined;
  readonly text: string;
  readonly appointment?: string | undefined;
  /** The id of its callback. */
  readonly delivery?: string | undefined;
}

const MAX_OUTCOMES = 3;
const allOutcomes = signal<readonly Outcome[]>([]);
let lastId = 0;

/** The last outcomes of the selected organization, newest first. They stay until they are dismissed. */
export const outcomes = computed(() => allOutcomes.value.filter((each) => each.agb === agb.value));

/** Dismisses an outcome. */
export function dismissOutcome(id: number): void {
  allOutcomes.value = allOutcomes.value.filter((each) => each.id !== id);
}

function addOutcome(outcome: Omit<Outcome, 'id' | 'agb'>): void {
  lastId += 1;
  allOutcomes.value = [{ ...outcome, id: lastId, agb: agb.peek() }, ...outcomes.peek()].slice(0, MAX_OUTCOMES);
}

/** Shows a change at once: the feed brings it a moment later. */
function noteChange({ appointment, delivery }: ChangeView, text: string): void {
  const known = appointments.peek().get(appointment.id);
  // The feed may have brought what came after it.
  const isNews = known === undefined || known.version < appointment.version;
  if (isNews) appointments.value = new Map(appointments.peek()).set(appointment.id, appointment);
  addOutcome({ text, appointment: appointment.id, delivery });
}

function withComment(comment: string): { readonly comment?: string } {
  return comment.trim() === '' ? {} : { comment: comment.trim() };
}

export type Decision = 'approve' | 'decline';

const DECIDED = { approve: 'approved', decline: 'declined' } as const;

/** Decides about an appointment that waits for it. Without a comment, the one of the practice is sent. */
export async function decide(id: string, decision: Decision, comment = ''): Promise<void> {
  const change = await command<ChangeView>('POST', appointmentPath(id, decision, 'approvals'), withComment(comment));
  noteChange(change, `Appointment ${id} ${DECIDED[decision]}`);
}

/** Cancels an appointment as the practitioner. */
export async function cancelAppointment(id: string, comment: string): Promise<void> {
  const change = await command<ChangeView>('POST', appointmentPath(id, 'cancel'), withComment(comment));
  noteChange(change, `Appointment ${id} cancelled`);
}

/** A start in the time of the practice: `2027-01-11 09:00`. */
export interface Move {
  readonly start: string;
  readonly schedule: string;
  readonly comment?: string;
}

/** Moves an appointment as the practitioner. */
export async function moveAppointment(id: string, { start, schedule, comment = '' }: Move): Promise<void> {
  const body = { start, schedule, ...withComment(comment) };
  const change = await command<ChangeView>('POST', appointmentPath(id, 'move'), body);
  noteChange(change, `Appointment ${id} moved to ${formatMoment(change.appointment.start)}`);
}

export interface NewAppointment {
  readonly schedule: string;
  readonly type: string;
  readonly start: string;
  readonly patient: string;
  readonly comment: string;
}

/** Makes an appointment as the practitioner. */
export async function makeAppointment({ comment, ...input }: NewAppointment): Promise<AppointmentView> {
  const change = await command<ChangeView>('POST', '/appointments', { ...input, ...withComment(comment) });
  noteChange(change, `Appointment ${change.appointment.id} made`);
  return change.appointment;
}

/** Takes a free slot as a competitor. */
export function takeSlot(id: string): Promise<void> {
  return command('POST', `/slots/${encodeURIComponent(id)}/take`);
}

/** Frees a slot that no appointment has. */
export function releaseSlot(id: string): Promise<void> {
  return command('POST', `/slots/${encodeURIComponent(id)}/release`);
}

/** A part of a schedule's day, in the time of the practice. */
export interface SlotPeriod {
  readonly schedule: string;
  readonly from: string;
  readonly to: string;
}

/** Blocks the free slots of a period, or frees the blocked ones. */
export async function changeBlock(action: 'block' | 'unblock', period: SlotPeriod): Promise<void> {
  const { slots } = await command<{ readonly slots: readonly string[] }>('POST', `/slots/${action}`, period);
  const count = slots.length === 1 ? '1 slot' : `${slots.length} slots`;
  addOutcome({ text: `${count} ${action === 'block' ? 'blocked' : 'free again'}` });
}

function appointmentPath(id: string, action: string, list = 'appointments'): string {
  return `/${list}/${encodeURIComponent(id)}/${action}`;
}
