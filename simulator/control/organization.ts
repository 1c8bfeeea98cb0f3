import type { Contention } from '../domain/booking/contention.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import type { Fault } from '../domain/fault/rule.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import type { KnownFault } from '../world/faults.ts';
import type { RequestCriteria } from '../world/journal.ts';
import type { AgendaView } from './agenda.ts';
import type { OrganizationEvent } from './feed/event-view.ts';
import type { Advance, AgendaOptions, DeliveryCriteria, MoveInput, NewAppointmentInput, SlotPeriod } from './inputs.ts';
import type { RecordedLog } from './log/schema.ts';
import type { Page, PageOptions } from './pages.ts';
import type { RequestDetails } from './request-details.ts';
import type { Snapshot } from './snapshot/schema.ts';
import type { SnapshotIdentities } from './snapshot/take.ts';
import type {
  AdvanceView,
  AppointmentView,
  ChangeView,
  ClockView,
  DeliveryView,
  PatientView,
  RequestView,
  UrlTrialView,
} from './views.ts';

/** Options of waiting. */
export interface WaitOptions {
  /** Real milliseconds; default: 5000. */
  readonly timeoutMs?: number;
}

/**
 * Controls one organization of a simulator in the same process; the control interface does the same over HTTP.
 * A command that fails throws a `ControlError` and changes nothing.
 * @example
 * ```ts
 * const practice = simulator.organization('01000001');
 * practice.faults.add({ operation: 'search-slot', when: { nth: 1 }, effect: { status: 503 } });
 * practice.approvals.approve('1001', 'See you then.');
 * await practice.clock.advance({ by: 'PT1H' });
 * const delivery = await practice.deliveries.next({ appointment: '1001' });
 * ```
 */
export interface Organization {
  readonly agb: string;
  readonly clock: {
    /** Returns the time as ISO 8601 with the practice's offset. */
    now(): string;
    view(): ClockView;
    /** Freezes the clock, now or at a moment. */
    freeze(at?: string): ClockView;
    /** Resumes the clock from its current time. */
    run(): ClockView;
    /**
     * Advances the clock, also to the next scheduled event; resolves when all due events and their callbacks have settled. Stops after 100,000 events, and
     * says how far it came. `toNext` fails with `conflict` when no event is scheduled.
     */
    advance(advance: Advance): Promise<AdvanceView>;
  };
  readonly requests: {
    /** Returns the requests of the journal, oldest first. */
    find(criteria?: RequestCriteria): readonly RequestView[];
    /** Returns a page of the same. */
    page(criteria?: RequestCriteria & PageOptions): Page<RequestView>;
    count(criteria?: RequestCriteria): number;
    /** Returns a request with its response, the reason of it, the clauses that it touches, and a command that repeats it. */
    explain(id: number): RequestDetails;
    /** Waits for the next matching request that was not returned before, also one from before the call. */
    next(criteria?: RequestCriteria, options?: WaitOptions): Promise<RequestView>;
    clear(): void;
  };
  readonly approvals: {
    pending(): readonly AppointmentView[];
    /** Returns a page of the same. */
    page(options?: PageOptions): Page<AppointmentView>;
    approve(appointment: string, comment?: string): ChangeView;
    decline(appointment: string, comment?: string): ChangeView;
  };
  readonly appointments: {
    list(): readonly AppointmentView[];
    /** Returns a page of the same. */
    page(options?: PageOptions): Page<AppointmentView>;
    get(id: string): AppointmentView;
    /** Creates an appointment as the practitioner. */
    make(input: NewAppointmentInput): ChangeView;
    /** Moves an appointment as the practitioner; without an end its length stays the same. */
    move(id: string, input: MoveInput): ChangeView;
    /** Cancels an appointment as the practitioner. */
    cancel(id: string, comment?: string): ChangeView;
  };
  /** The patient who is logged in, whom `GET /Patient` returns (PT). */
  readonly loggedInPatient: {
    /** Returns the id of the patient, or `unknown` for one whom the practice does not know. */
    get(): string;
    /** Logs another patient in: one that the practice knows, or `unknown`. */
    set(id: string): void;
  };
  readonly slots: {
    /** Takes a free slot, as a competitor does. */
    take(id: string): void;
    /** Releases a slot that a competitor has, that is blocked, or that is initially busy. */
    release(id: string): void;
    /** Blocks the free slots that overlap a period, as the practitioner does; returns their ids. */
    block(period: SlotPeriod): readonly string[];
    /** Frees the blocked slots that overlap a period; returns their ids. */
    unblock(period: SlotPeriod): readonly string[];
  };
  readonly deliveries: {
    list(criteria?: DeliveryCriteria): readonly DeliveryView[];
    /** Returns a page of the same. */
    page(criteria?: DeliveryCriteria & PageOptions): Page<DeliveryView>;
    get(id: string): DeliveryView;
    /** Waits for the next matching delivery that has ended and was not returned before, also one from before the call. */
    next(criteria?: DeliveryCriteria, options?: WaitOptions): Promise<DeliveryView>;
    /** Sends a delivery again. */
    replay(id: string): DeliveryView;
    /** Stops callbacks until `resume`. */
    pause(): void;
    resume(): void;
    readonly paused: boolean;
  };
  readonly callbacks: {
    get(): CallbackSettings;
    /** Replaces the settings of callbacks. */
    set(settings: CallbackSettings): void;
    /** Tries to reach the url, with nothing of a patient; waits for at most 5 seconds of real time. */
    try(): Promise<UrlTrialView>;
  };
  readonly faults: {
    list(): readonly KnownFault[];
    add(fault: Fault): KnownFault;
    remove(id: string): void;
    clear(): void;
  };
  /** The permanent mistakes of the XIS; `DEFECTS` lists all available defects. */
  readonly defects: {
    /** Returns the ids of the active defects, in the order in which they apply. */
    list(): readonly string[];
    /** Replaces all active defects. */
    set(ids: readonly string[]): void;
    clear(): void;
  };
  readonly contention: {
    get(): Contention;
    set(contention: Contention): void;
  };
  /** Returns the slots of up to seven days by schedule, past and taken ones too, as they are now. */
  agenda(options?: AgendaOptions): AgendaView;
  /** Returns the patients whom the practice knows. */
  patients(): readonly PatientView[];
  /**
   * Returns the live feed: an event for each entry of the organization's log, as it is stored. A reader that is too slow, or
   * resumes too late, gets an event `gap`. Ends when the organization is dropped.
   * @param options.after resumes after the event with this number; default: from now on
   * @example
   * ```ts
   * for await (const event of practice.events()) {
   *   if (event.type === 'entry') console.log(event.number, event.requests, event.changes);
   * }
   * ```
   */
  events(options?: { readonly after?: number }): AsyncIterableIterator<OrganizationEvent>;
  /** Resolves when all due events have settled. */
  settled(): Promise<void>;
  /** Resets appointments, clock, faults, defects, journal and callbacks to the configuration. */
  reset(): Promise<void>;
  /** Returns the whole state as JSON. Without `identities: 'original'` it has pseudonyms for people. */
  snapshot(options?: { readonly identities?: SnapshotIdentities }): Promise<Snapshot>;
  /** Replaces the whole state by a snapshot. */
  restore(snapshot: unknown): Promise<void>;
  /**
   * Returns the last entries of the log, after the state before them: a bug report that can be replayed. Without
   * `identities: 'original'` it has pseudonyms for people.
   */
  log(options?: { readonly identities?: SnapshotIdentities }): Promise<RecordedLog>;
  /**
   * Replaces the whole state by the one after an entry of a log.
   * @param options.until the number of the entry; default: the last one
   */
  restoreLog(log: unknown, options?: { readonly until?: number }): Promise<void>;
  configuration(): OrganizationConfiguration;
}

/** Runs a command of an organization; its entry in the log has the name. */
export type RunCommand = <T>(name: string, use: () => T) => T;

export const DEFAULT_TIMEOUT_MS = 5000;
