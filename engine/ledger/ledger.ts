import { type Language, textOf } from '../texts.ts';
import {
  applyAnswer,
  applyCancellation,
  applyUpdate,
  type LedgerEntry,
  type NotificationKind,
  type Transition,
  type Update,
} from './entry.ts';

/** What a patient is told of an appointment. */
export interface Notification {
  readonly kind: NotificationKind;
  readonly appointmentId: string;
  readonly text: string;
  /** The practitioner's words (CB-4). */
  readonly comment: string | undefined;
}

const TEXT_OF = {
  approved: 'answer-accepted',
  rejected: 'answer-declined',
  new: 'update-new',
  modified: 'update-modified',
  cancelled: 'update-cancelled',
} as const;

/** The appointments that Spreekuur.nl knows of one organization, and what its patients are told of them. */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #notifications: Notification[] = [];
  readonly #listeners = new Set<(notification: Notification) => void>();
  readonly #language: Language;
  readonly #logError: (message: string) => void;

  constructor(language: Language, logError: (message: string) => void) {
    this.#language = language;
    this.#logError = logError;
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

  /** Calls back for every notification from now on; returns how to stop it. */
  onNotification(listener: (notification: Notification) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Saves an appointment that was just created (AP-11). An update that came sooner goes before it. */
  created(
    entry: Pick<LedgerEntry, 'id' | 'start' | 'end' | 'patient'> & { readonly state: 'pending' | 'approved' },
  ): void {
    if (!this.#entries.has(entry.id))
      this.#entries.set(entry.id, { ...entry, origin: 'patient', lastUpdate: undefined });
  }

  answer(id: string, answer: 'accepted' | 'declined', comment: string): Transition['kind'] {
    return this.#apply(applyAnswer(this.#entries.get(id), answer), comment);
  }

  update(update: Update, comment: string | undefined): Transition['kind'] {
    return this.#apply(applyUpdate(this.#entries.get(update.id), update), comment);
  }

  cancelled(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#entries.set(id, applyCancellation(entry));
  }

  #apply(transition: Transition, comment: string | undefined): Transition['kind'] {
    if (transition.kind !== 'changed') return transition.kind;
    const { entry, notify } = transition;
    this.#entries.set(entry.id, entry);
    const text = textOf(TEXT_OF[notify], this.#language);
    const notification = { kind: notify, appointmentId: entry.id, text, comment };
    this.#notifications.push(notification);
    for (const listener of this.#listeners) {
      try {
        listener(notification);
      } catch {
        // The XIS has told what it had to: who listens here is no concern of its.
        this.#logError('a listener for notifications failed');
      }
    }
    return transition.kind;
  }
}
