/** What happens at a due event, in words, and where one sees more of it. */
import type { AppointmentView, ClockView, DeliveryProgressView } from '../../../simulator/index.ts';

/** An event of the clock, due or past. */
export type ClockEvent = ClockView['due'][number];

/** What the page knows of the subjects of events. */
export interface Subjects {
  readonly appointments: ReadonlyMap<string, AppointmentView>;
  readonly deliveries: ReadonlyMap<string, DeliveryProgressView>;
}

const DECISIONS: Readonly<Record<string, string>> = { accepted: 'approves', declined: 'declines' };

/** Says what an event does: `Attempt 2 to deliver callback d1 about appointment 1001`. */
export function describeEvent({ kind, subject }: ClockEvent, { appointments, deliveries }: Subjects): string {
  switch (kind) {
    case 'decide': {
      const decision = appointments.get(subject)?.planned?.decision ?? '';
      return `The approval policy ${DECISIONS[decision] ?? 'decides on'} appointment ${subject}`;
    }
    case 'attempt': {
      const delivery = deliveries.get(subject);
      if (!delivery) return `An attempt to deliver callback ${subject}`;
      return `Attempt ${delivery.attempts.length + 1} to deliver callback ${subject} about appointment ${delivery.appointment}`;
    }
    case 'competitor':
      return 'A competitor takes a free slot';
    case 'answer':
      return `The delayed response to ${subject} is sent`;
    default:
      return `${kind} ${subject}`;
  }
}

/** Says what an event was: its subject may have changed since. */
export function describePastEvent({ kind, subject }: ClockEvent): string {
  const texts: Readonly<Record<string, string>> = {
    decide: `The approval policy decided on appointment ${subject}`,
    attempt: `An attempt to deliver callback ${subject}`,
    competitor: 'A competitor came',
    answer: `The delayed response to ${subject} was sent`,
  };
  return texts[kind] ?? `${kind} ${subject}`;
}

/** Returns the tab and the path of an event's subject; undefined without one. */
export function placeOfEvent({
  kind,
  subject,
}: ClockEvent): { readonly tab: 'practice' | 'wire'; readonly path: readonly string[] } | undefined {
  if (kind === 'decide') return { tab: 'practice', path: ['appointment', subject] };
  if (kind === 'attempt') return { tab: 'wire', path: ['delivery', subject] };
  return undefined;
}

export const UNITS = { minutes: 'PT*M', hours: 'PT*H', days: 'P*D' } as const;
export type Unit = keyof typeof UNITS;

/** Formats a number of units as an ISO 8601 duration; undefined unless it is a whole number from 1. */
export function formatIsoDuration(amount: string, unit: Unit): string | undefined {
  return /^[1-9]\d{0,5}$/.test(amount) ? UNITS[unit].replace('*', amount) : undefined;
}
