import type { Contention } from '../domain/booking/contention.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import type { Fault } from '../domain/fault/rule.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import type { KnownFault } from '../world/faults.ts';
import type { Advance, DeliveryCriteria, MoveInput, NewAppointmentInput, RequestCriteria } from './inputs.ts';
import type { Snapshot } from './snapshot/schema.ts';
import type { AppointmentView, DeliveryView, RequestExplanation, RequestView } from './views.ts';

/** How the clock stands. Instants are ISO 8601. */
export interface ClockView {
  readonly now: string;
  readonly frozen: boolean;
  /** What is to happen next, in order: at most 100. */
  readonly due: readonly { readonly at: string; readonly kind: string; readonly subject: string }[];
}

/** What an advance of the clock has brought. */
export interface AdvanceView {
  readonly now: string;
  readonly happened: readonly {
    readonly at: string;
    readonly kind: string;
    readonly subject: string;
    readonly result: string;
  }[];
}

/** A decision or change that Spreekuur.nl is told of. */
export interface ChangeView {
  readonly appointment: AppointmentView;
  /** Id of the callback; absent when there is none. */
  readonly delivery?: string;
}

/** How long to wait for something: real milliseconds, 5,000 unless given. */
export interface WaitOptions {
  readonly timeoutMs?: number;
}

/**
 * Control of one organization, in the same process. The control interface does the same over HTTP.
 * Every command throws a `ControlError` when it cannot be carried out, and then has changed nothing.
 */
export interface Organization {
  readonly agb: string;
  readonly clock: {
    /** Now, ISO 8601 with the practice's offset. */
    now(): string;
    view(): ClockView;
    /** Stops the clock, now or at a moment. */
    freeze(at?: string): ClockView;
    /** Lets it run on from where it stands. */
    run(): ClockView;
    /** Moves it forward; resolves when everything that fell due has happened and its callbacks have settled. */
    advance(advance: Advance): Promise<AdvanceView>;
  };
  readonly requests: {
    /** What is in the journal, oldest first. */
    find(criteria?: RequestCriteria): readonly RequestView[];
    count(criteria?: RequestCriteria): number;
    /** Why a request was answered as it was. */
    explain(id: number): RequestView & { readonly why: RequestExplanation };
    /** The next request that is meant and was not handed out yet, also when it came before the call. */
    next(criteria?: RequestCriteria, options?: WaitOptions): Promise<RequestView>;
    clear(): void;
  };
  readonly approvals: {
    pending(): readonly AppointmentView[];
    approve(appointment: string, comment?: string): ChangeView;
    decline(appointment: string, comment?: string): ChangeView;
  };
  readonly appointments: {
    list(): readonly AppointmentView[];
    get(id: string): AppointmentView;
    /** The practitioner makes an appointment. */
    make(input: NewAppointmentInput): ChangeView;
    /** The practitioner moves an appointment; it keeps its length unless an end is given. */
    move(id: string, input: MoveInput): ChangeView;
    /** The practitioner cancels an appointment. */
    cancel(id: string, comment?: string): ChangeView;
  };
  readonly slots: {
    /** Somebody else takes a free slot, as a competitor would. */
    take(id: string): void;
    /** Sets free a slot that a competitor has, or that was busy from the start. */
    release(id: string): void;
  };
  readonly deliveries: {
    list(criteria?: DeliveryCriteria): readonly DeliveryView[];
    get(id: string): DeliveryView;
    /** The next delivery that has come to its end, and was not handed out yet, also when it ended before the call. */
    next(criteria?: DeliveryCriteria, options?: WaitOptions): Promise<DeliveryView>;
    /** Sends a delivery again. */
    replay(id: string): DeliveryView;
    /** No callback is sent until `resume`. */
    pause(): void;
    resume(): void;
    readonly paused: boolean;
  };
  readonly callbacks: {
    get(): CallbackSettings;
    /** Sets where Spreekuur.nl is and how it is tried. */
    set(settings: CallbackSettings): void;
  };
  readonly faults: {
    list(): readonly KnownFault[];
    add(fault: Fault): KnownFault;
    remove(id: string): void;
    clear(): void;
  };
  /** What the XIS does wrong, always; `DEFECTS` lists all there are. */
  readonly defects: {
    /** Ids of those it has, in the order in which they are applied. */
    list(): readonly string[];
    /** Makes these the defects, and no others. */
    set(ids: readonly string[]): void;
    clear(): void;
  };
  readonly contention: {
    get(): Contention;
    set(contention: Contention): void;
  };
  /** Resolves when nothing that has fallen due is still under way. */
  settled(): Promise<void>;
  /** Back to how the configuration has it: appointments, clock, faults, defects, journal, callbacks. */
  reset(): Promise<void>;
  /** Writes the organization down; without `as-told`, people are pseudonyms. */
  snapshot(options?: { readonly identities?: 'pseudonyms' | 'as-told' }): Promise<Snapshot>;
  /** Goes on from a snapshot, whatever there was. */
  restore(snapshot: unknown): Promise<void>;
  configuration(): OrganizationConfiguration;
}

/** How long to wait for something, unless it is said. */
export const DEFAULT_TIMEOUT_MS = 5000;
