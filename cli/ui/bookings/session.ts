import {
  type BookingEngine,
  type BookingPatient,
  type BookingRequest,
  type CallbackReceiver,
  type Exchange,
  type Language,
  type LedgerEntry,
  type Notification,
  type ReceivedCallback,
  type Timeslot,
  type TypeCoding,
  translateText,
} from '../../../engine/index.ts';
import { defined } from '../../../schema/defined.ts';
import { describeRejections } from '../../book/callback-tokens.ts';
import { EventLog } from '../event-log.ts';
import { UiError } from '../route.ts';

/** A text for the patient in both languages, so that a page can change from one to the other. */
export type PatientText = Readonly<Record<Language, string>>;

/** A timeslot that a page offers. */
export interface TimeslotView extends Pick<Timeslot, 'start' | 'end' | 'schedule'> {
  /** By which it is booked. */
  readonly key: string;
  readonly practitioners: readonly string[];
}

/** An appointment of the patient, as Spreekuur.nl shows it. */
export interface PatientAppointment extends Pick<LedgerEntry, 'id' | 'state' | 'start' | 'end' | 'origin'> {
  /** The subject of the last text. */
  readonly kind: 'pending' | 'cancelled-by-patient' | Notification['kind'];
  readonly text: PatientText;
  /** The practitioner's comment (CB-4). */
  readonly comment?: string;
  /** The appointment type and the practitioner, where the patient has chosen them. */
  readonly type?: string;
  readonly practitioner?: string;
}

/** An event of a session. */
export type SessionEvent =
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  | {
      readonly type: 'notification';
      readonly notification: Omit<Notification, 'text'> & { readonly text: PatientText };
    }
  | { readonly type: 'appointment'; readonly appointment: PatientAppointment };

/** A patient who is logged in: what the page may know of it. */
export interface SessionView {
  readonly id: string;
  readonly xis: string;
  readonly organization: string;
  readonly patient: { readonly reference: string; readonly display: string };
  /** Whether the patient can cancel: only with a BSN (CN-3). */
  readonly canCancel: boolean;
  readonly language: Language;
  /** The base url of callbacks. */
  readonly callbacksUrl: string;
  /** Whether the XIS is the simulator that serves the page. */
  readonly isLocal: boolean;
  /** The forms that the XIS understands, where they differ from the published ones, and callbacks that were rejected. */
  readonly notes: readonly string[];
}

/** What a session is made of. */
export interface SessionParts {
  readonly view: Omit<SessionView, 'canCancel' | 'patient' | 'callbacksUrl'>;
  readonly engine: BookingEngine;
  readonly patient: BookingPatient;
  callbacksUrl(): string;
  /** Sets the clock of the engine, before each request. */
  readClock(): Promise<void>;
  /** Ends the requests under way, and the connection. */
  close(): Promise<void>;
}

/** More are not of a day's work. */
const MAX_EVENTS = 500;
/** The offered timeslots that are kept: those of several weeks. */
const MAX_TIMESLOTS = 10_000;
const SLOT_TAKEN_BACK = 'slot: expected the key of a timeslot of the last search, got another one. Search again.';

type Chosen = Pick<BookingRequest, 'type' | 'slot'>;

/** A patient of a practice who is logged in at Spreekuur.nl, and books there. */
export class PatientSession {
  readonly events = new EventLog<SessionEvent>(MAX_EVENTS);
  /** The part of the session in the shared url of callbacks. */
  readonly receiver: CallbackReceiver;
  readonly #parts: SessionParts;
  readonly #types = new Map<string, TypeCoding>();
  readonly #timeslots = new Map<string, Timeslot>();
  readonly #chosen = new Map<string, Chosen>();
  readonly #last = new Map<string, Pick<PatientAppointment, 'kind' | 'text' | 'comment'>>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { engine, patient, view } = parts;
    this.receiver = {
      organization: view.organization,
      patient: patient.reference,
      router: engine.router(),
      expects: (id) => engine.expects(id),
      knows: (id) => engine.ledger.get(id) !== undefined,
    };
    engine.onExchange((exchange) => this.events.add({ type: 'exchange', exchange }));
    engine.onNotification((notification) => this.#notify(notification));
  }

  get view(): SessionView {
    const { view, patient, engine, callbacksUrl } = this.#parts;
    const { reference, display, bsn } = patient;
    return {
      ...view,
      patient: { reference, display },
      canCancel: bsn !== undefined,
      callbacksUrl: callbacksUrl(),
      notes: [...view.notes, ...describeRejections(engine.received)],
    };
  }

  /** The callbacks of the XIS, oldest first, without their bodies. */
  get received(): readonly ReceivedCallback[] {
    return this.#parts.engine.received;
  }

  /** Finds the appointment types (step 1). */
  async types() {
    await this.#parts.readClock();
    const result = translate(await this.#parts.engine.appointmentTypes());
    if (result.outcome !== 'types') return result;
    for (const type of result.types) this.#types.set(toToken(type), type);
    return { ...result, types: result.types.map((type) => ({ token: toToken(type), display: type.display })) };
  }

  /**
   * Finds the agendas (step 2).
   * @param type as a token `system|code`
   * @throws UiError for a type that the XIS does not offer
   */
  async agendas(type: string) {
    await this.#parts.readClock();
    return translate(await this.#parts.engine.agendas(this.#typeOf(type)));
  }

  /**
   * Finds the timeslots of a week (step 3); without a schedule those of any agenda (AG-5).
   * @param week 1 to 4
   */
  async timeslots(type: string, schedule: string | undefined, week: number) {
    await this.#parts.readClock();
    const result = translate(await this.#parts.engine.timeslots(this.#typeOf(type), schedule, week));
    if (result.outcome !== 'timeslots') return result;
    if (this.#timeslots.size > MAX_TIMESLOTS) this.#timeslots.clear();
    for (const slot of result.slots) this.#timeslots.set(toKey(slot), slot);
    return { ...result, slots: result.slots.map(toTimeslotView) };
  }

  /**
   * Books a timeslot of a search before (step 4).
   * @throws UiError for another timeslot or type
   */
  async book(token: string, slotKey: string, reason: string) {
    const { engine, patient } = this.#parts;
    const type = this.#typeOf(token);
    const slot = this.#timeslots.get(slotKey);
    if (!slot) throw new UiError('invalid', SLOT_TAKEN_BACK);
    await this.#parts.readClock();
    const booked = await engine.book({ type, slot, patient, reason });
    const result = translate(booked);
    if (result.outcome !== 'approved' && result.outcome !== 'pending') return result;
    const { appointmentId, outcome, text } = result;
    this.#chosen.set(appointmentId, { type, slot });
    // The response of the practitioner may have come first.
    if (!this.#last.has(appointmentId)) this.#last.set(appointmentId, { kind: outcome, text });
    return { ...result, appointment: this.#report(appointmentId) };
  }

  /** Returns the appointments of the patient, the latest first. */
  appointments(): readonly PatientAppointment[] {
    const { engine, patient } = this.#parts;
    return engine.ledger
      .list()
      .filter((entry) => entry.patient === undefined || entry.patient === patient.reference)
      .map((entry) => this.#viewOf(entry))
      .reverse();
  }

  /**
   * Cancels an appointment (CN-1 to CN-3).
   * @throws UiError for an unknown appointment, and where the BSN of the patient is unknown
   */
  async cancel(appointmentId: string, comment: string | undefined) {
    const { engine, patient } = this.#parts;
    if (!engine.ledger.get(appointmentId)) throw new UiError('not-found', 'The patient has no such appointment.');
    const { bsn } = patient;
    if (bsn === undefined) {
      throw new UiError(
        'conflict',
        'patientBsn: expected the BSN by which the patient cancels (CN-3). Log in with it.',
      );
    }
    await this.#parts.readClock();
    const result = translate(await engine.cancel(appointmentId, { bsn }, comment));
    if (result.outcome !== 'cancelled') return result;
    this.#last.set(appointmentId, { kind: 'cancelled-by-patient', text: result.text });
    return { ...result, appointment: this.#report(appointmentId) };
  }

  async close(): Promise<void> {
    this.events.end();
    await this.#parts.close();
  }

  #typeOf(token: string): TypeCoding {
    const type = this.#types.get(token);
    if (!type) throw new UiError('invalid', "type: expected 'system|code' of an appointment type that the XIS offers");
    return type;
  }

  #notify({ text: english, ...notification }: Notification): void {
    const { kind, appointmentId, comment } = notification;
    const text = translateText(english);
    this.#last.set(appointmentId, { kind, text, ...defined({ comment }) });
    this.events.add({ type: 'notification', notification: { ...notification, text } });
    this.#report(appointmentId);
  }

  #report(appointmentId: string): PatientAppointment | undefined {
    const entry = this.#parts.engine.ledger.get(appointmentId);
    const appointment = entry && this.#viewOf(entry);
    if (appointment) this.events.add({ type: 'appointment', appointment });
    return appointment;
  }

  #viewOf({ id, state, start, end, origin }: LedgerEntry): PatientAppointment {
    const { type, slot } = this.#chosen.get(id) ?? {};
    // A booking whose id was learned from a callback has no text yet (AP-12).
    const last = this.#last.get(id) ?? { kind: 'pending' as const, text: translateText('') };
    const practitioner = slot?.practitioners.map(({ display }) => display).join(', ');
    return { id, state, start, end, origin, ...last, ...defined({ type: type?.display, practitioner }) };
  }
}

/** A result of the engine whose text for the patient is in both languages. */
type Translated<T> = T extends unknown
  ? { readonly [K in keyof T]: K extends 'text' ? PatientText | Extract<T[K], undefined> : T[K] }
  : never;

/** Replaces the text for the patient by its translations. */
function translate<T extends object>(result: T): Translated<T> {
  const text = 'text' in result && typeof result.text === 'string' ? { text: translateText(result.text) } : {};
  return { ...result, ...text } as Translated<T>;
}

function toToken({ system, code }: TypeCoding): string {
  return `${system}|${code}`;
}

/** Two places can be alike but for their ids (AP-2), and a XIS may have no ids. */
function toKey({ id, schedule, start, practitioners }: Timeslot): string {
  return id ?? [schedule, start, ...practitioners.map(({ reference }) => reference)].join(' ');
}

function toTimeslotView(slot: Timeslot): TimeslotView {
  const { start, end, schedule, practitioners } = slot;
  return { key: toKey(slot), start, end, schedule, practitioners: practitioners.map(({ display }) => display) };
}
