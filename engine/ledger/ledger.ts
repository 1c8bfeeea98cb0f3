import { type Language, messageFor } from '../texts.ts';
import {
  applyCancellation,
  applyResponse,
  applyUpdate,
  type LedgerEntry,
  type NotificationKind,
  type Transition,
  type Update,
} from './entry.ts';
import type { UncertainBookings } from './uncertain-bookings.ts';

/** A notification to a patient about an appointment. */
export interface Notification {
  readonly kind: NotificationKind;
  readonly appointmentId: string;
  readonly text: string;
  /** The practitioner's comment (CB-4). */
  readonly comment: string | undefined;
}

const MESSAGES = {
  approved: 'answer-accepted',
  rejected: 'answer-declined',
  new: 'update-new',
  modified: 'update-modified',
  cancelled: 'update-cancelled',
} as const;

/** The effect of a callback. `uncertain`: it may be about a booking that ended unknown, whose id is being looked up (AP-12). */
export type CallbackEffect = Transition['kind'] | 'uncertain';

/** The appointments of one organization at Spreekuur.nl, and the notifications to its patients. */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #notifications: Notification[] = [];
  readonly #listeners = new Set<(notification: Notification) => void>();
  readonly #language: Language;
  readonly #logError: (message: string) => void;
  readonly #uncertain: UncertainBookings;

  constructor(language: Language, logError: (message: string) => void, uncertain: UncertainBookings) {
    this.#language = language;
    this.#logError = logError;
    this.#uncertain = uncertain;
  }

  list(): readonly LedgerEntry[] {
    return [...this.#entries.values()];
  }

  get(id: string): LedgerEntry | undefined {
    return this.#entries.get(id);
  }

  get notifications(): readonly Notification[] {
    return this.#notifications;
  }

  /** Calls the listener for each new notification; returns a function that removes it. */
  onNotification(listener: (notification: Notification) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Adds a created appointment (AP-11), unless an update of the XIS arrived first. */
  recordCreated(
    entry: Pick<LedgerEntry, 'id' | 'start' | 'end' | 'patient'> & { readonly state: 'pending' | 'approved' },
  ): void {
    if (!this.#entries.has(entry.id))
      this.#entries.set(entry.id, { ...entry, origin: 'patient', lastUpdate: undefined });
  }

  recordResponse(id: string, status: 'accepted' | 'declined', comment: string | undefined): CallbackEffect {
    return this.#apply(id, applyResponse(this.#entries.get(id), status), comment);
  }

  recordUpdate(update: Update, comment: string | undefined): CallbackEffect {
    return this.#apply(update.id, applyUpdate(this.#entries.get(update.id), update), comment);
  }

  recordCancelled(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#entries.set(id, applyCancellation(entry));
  }

  #apply(id: string, transition: Transition, comment: string | undefined): CallbackEffect {
    if (transition.kind === 'unknown' && this.#uncertain.mayInclude(id)) {
      this.#uncertain.lookUp(id, (booking) => this.recordCreated({ ...booking, id, state: 'pending' }));
      return 'uncertain';
    }
    if (transition.kind !== 'changed') return transition.kind;
    const { entry, notify } = transition;
    this.#entries.set(entry.id, entry);
    const text = messageFor(MESSAGES[notify], this.#language);
    const notification = { kind: notify, appointmentId: entry.id, text, comment };
    this.#notifications.push(notification);
    for (const listener of this.#listeners) {
      try {
        listener(notification);
      } catch {
        // The callback of the XIS succeeded: a failing listener is no error of the XIS.
        this.#logError('a notification listener threw an error');
      }
    }
    return transition.kind;
  }
}
