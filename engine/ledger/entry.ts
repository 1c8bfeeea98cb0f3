import { parseInstant } from '../../fhir/instant.ts';

/** The state of an appointment at Spreekuur.nl. `rejected` and `cancelled` are final. */
export type LedgerState = 'pending' | 'approved' | 'rejected' | 'cancelled';

/** An appointment in Spreekuur.nl's administration. */
export interface LedgerEntry {
  /** The logical id of the XIS (AP-6). */
  readonly id: string;
  readonly state: LedgerState;
  /** As the XIS returned them; updates are compared with them (UP-3). */
  readonly start: string;
  readonly end: string;
  /** The side that created it. */
  readonly origin: 'patient' | 'xis';
  /** The patient, `Patient/{id}`, where known. */
  readonly patient: string | undefined;
  /** The content of the last update, for comparison (UP-3). */
  readonly lastUpdate: string | undefined;
}

/** The subject of a notification to the patient. */
export type NotificationKind = 'approved' | 'rejected' | 'new' | 'modified' | 'cancelled';

/** The effect of a callback. */
export type Transition =
  /** The appointment changes, and the patient is notified. */
  | { readonly kind: 'changed'; readonly entry: LedgerEntry; readonly notify: NotificationKind }
  /** The callback repeats the current state; the patient is not notified (CB-5, UP-3). */
  | { readonly kind: 'unchanged' }
  /** The callback contradicts the current state (CB-5): 409. */
  | { readonly kind: 'contradiction' }
  /** The appointment is unknown: 404. */
  | { readonly kind: 'unknown' };

/** Applies the practitioner's response (CB-4, CB-5). */
export function applyResponse(entry: LedgerEntry | undefined, status: 'accepted' | 'declined'): Transition {
  if (!entry) return { kind: 'unknown' };
  const state = status === 'accepted' ? 'approved' : 'rejected';
  if (entry.state === 'pending') return { kind: 'changed', entry: { ...entry, state }, notify: state };
  return entry.state === state ? { kind: 'unchanged' } : { kind: 'contradiction' };
}

/** An update from the XIS (UP-1). */
export interface Update {
  readonly id: string;
  readonly status: 'booked' | 'cancelled';
  readonly start: string;
  readonly end: string;
  readonly patient: string | undefined;
  /** The compared fields, as text. */
  readonly content: string;
}

/** Applies an update from the XIS (UP-2, UP-3). A cancelled appointment stays cancelled: a new one gets a new id. */
export function applyUpdate(entry: LedgerEntry | undefined, update: Update): Transition {
  const { id, start, end, patient, content } = update;
  if (!entry) {
    if (update.status === 'cancelled') return { kind: 'unknown' };
    const created: LedgerEntry = { id, state: 'approved', start, end, origin: 'xis', patient, lastUpdate: content };
    return { kind: 'changed', entry: created, notify: 'new' };
  }
  const isOver = entry.state === 'cancelled' || entry.state === 'rejected';
  if (update.status === 'cancelled') {
    if (isOver) return { kind: 'unchanged' };
    return { kind: 'changed', entry: { ...entry, state: 'cancelled', lastUpdate: content }, notify: 'cancelled' };
  }
  if (isOver) return { kind: 'contradiction' };
  const sameTime = isSameInstant(entry.start, start) && isSameInstant(entry.end, end);
  const isKnown =
    entry.lastUpdate === undefined ? entry.state === 'approved' && sameTime : entry.lastUpdate === content;
  if (isKnown) return { kind: 'unchanged' };
  return {
    kind: 'changed',
    entry: { ...entry, state: 'approved', start, end, lastUpdate: content },
    notify: 'modified',
  };
}

/** Compares instants, which may have other offsets and any number of decimals (SL-4). */
function isSameInstant(a: string, b: string): boolean {
  return parseInstant(a) === parseInstant(b);
}

/** Applies the patient's cancellation, which is final. */
export function applyCancellation(entry: LedgerEntry): LedgerEntry {
  return entry.state === 'rejected' ? entry : { ...entry, state: 'cancelled' };
}
