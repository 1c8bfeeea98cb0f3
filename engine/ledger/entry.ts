/** Where an appointment stands at Spreekuur.nl. `rejected` and `cancelled` are ends: nothing comes after them. */
export type LedgerState = 'pending' | 'approved' | 'rejected' | 'cancelled';

/** An appointment as Spreekuur.nl keeps it. */
export interface LedgerEntry {
  /** The logical id of the XIS (AP-6). */
  readonly id: string;
  readonly state: LedgerState;
  /** As the XIS wrote them; what an update is compared with (UP-3). */
  readonly start: string;
  readonly end: string;
  /** Who made it. */
  readonly origin: 'patient' | 'xis';
  /** The patient, `Patient/{id}`, when it is known. */
  readonly patient: string | undefined;
  /** What the XIS last said of it, as text to compare (UP-3). */
  readonly lastUpdate: string | undefined;
}

/** What a patient is told. */
export type NotificationKind = 'approved' | 'rejected' | 'new' | 'modified' | 'cancelled';

/** What becomes of a message from the XIS. */
export type Transition =
  /** It changes something, and the patient is told. */
  | { readonly kind: 'changed'; readonly entry: LedgerEntry; readonly notify: NotificationKind }
  /** It says what is known; nobody is told (CB-5, UP-3). */
  | { readonly kind: 'unchanged' }
  /** It contradicts what is settled (CB-5): 409. */
  | { readonly kind: 'contradiction' }
  /** It is about nothing that is known: 404. */
  | { readonly kind: 'unknown' };

/** The practitioner's answer (CB-4, CB-5). */
export function applyAnswer(entry: LedgerEntry | undefined, answer: 'accepted' | 'declined'): Transition {
  if (!entry) return { kind: 'unknown' };
  const state = answer === 'accepted' ? 'approved' : 'rejected';
  if (entry.state === 'pending') return { kind: 'changed', entry: { ...entry, state }, notify: state };
  return entry.state === state ? { kind: 'unchanged' } : { kind: 'contradiction' };
}

/** An update by the XIS, as it was read (UP-1). */
export interface Update {
  readonly id: string;
  readonly status: 'booked' | 'cancelled';
  readonly start: string;
  readonly end: string;
  readonly patient: string | undefined;
  /** All that matters of it, as text to compare. */
  readonly content: string;
}

/** An update by the XIS (UP-2, UP-3). A cancelled appointment does not come back: that would be a new one, with an id of its own. */
export function applyUpdate(entry: LedgerEntry | undefined, update: Update): Transition {
  const { id, start, end, patient, content } = update;
  if (!entry) {
    if (update.status === 'cancelled') return { kind: 'unknown' };
    const made: LedgerEntry = { id, state: 'approved', start, end, origin: 'xis', patient, lastUpdate: content };
    return { kind: 'changed', entry: made, notify: 'new' };
  }
  const isOver = entry.state === 'cancelled' || entry.state === 'rejected';
  if (update.status === 'cancelled') {
    if (isOver) return { kind: 'unchanged' };
    return { kind: 'changed', entry: { ...entry, state: 'cancelled', lastUpdate: content }, notify: 'cancelled' };
  }
  if (isOver) return { kind: 'contradiction' };
  const sameTime = Date.parse(entry.start) === Date.parse(start) && Date.parse(entry.end) === Date.parse(end);
  const isKnown =
    entry.lastUpdate === undefined ? entry.state === 'approved' && sameTime : entry.lastUpdate === content;
  if (isKnown) return { kind: 'unchanged' };
  return {
    kind: 'changed',
    entry: { ...entry, state: 'approved', start, end, lastUpdate: content },
    notify: 'modified',
  };
}

/** The patient has cancelled; from then on the appointment is at its end. */
export function applyCancellation(entry: LedgerEntry): LedgerEntry {
  return entry.state === 'rejected' ? entry : { ...entry, state: 'cancelled' };
}
