import type { Router } from 'express';
import { createContext } from './context.ts';
import { type AgendasResult, findAgendas } from './flow/agendas.ts';
import { findAppointmentTypes, type TypesResult } from './flow/appointment-types.ts';
import { type CancelResult, cancelAppointment, type ReadResult, readAppointment } from './flow/cancel-appointment.ts';
import { type BookingRequest, type BookingResult, createAppointment } from './flow/create-appointment.ts';
import { findPatient, type PatientResult } from './flow/find-patient.ts';
import { findTimeslots, type TimeslotsResult } from './flow/timeslots.ts';
import { createXisClient, type Exchange } from './http/xis-client.ts';
import type { LedgerEntry } from './ledger/entry.ts';
import { Ledger, type Notification } from './ledger/ledger.ts';
import { UncertainBookings } from './ledger/uncertain-bookings.ts';
import { createAuthentication } from './listener/authenticate.ts';
import { type Listener, listen } from './listener/listen.ts';
import { createCallbackRouter, type ReceivedCallback } from './listener/router.ts';
import { type BookingEngineOptions, resolveOptions } from './options.ts';
import type { TypeCoding } from './read/appointment-types.ts';

/** Spreekuur.nl's booking flow for one organization. */
export interface BookingEngine {
  /**
   * Finds the patient of the token in the XIS (step 0; PT). With a BSN no other patient is taken.
   * @example
   * const found = await engine.patient({ bsn: '999900109' });
   * if (found.outcome === 'patient') console.log(`The booking is for ${found.reference}`);
   */
  patient(expected?: { readonly bsn?: string | undefined }): Promise<PatientResult>;
  /** Finds the appointment types that can be booked (step 1). */
  appointmentTypes(): Promise<TypesResult>;
  /** Finds the agendas with free slots in the next four weeks (step 2). */
  agendas(type: Pick<TypeCoding, 'system' | 'code'>): Promise<AgendasResult>;
  /** Finds the free slots of an agenda in a week, 1 to 4 (step 3); without a schedule those of any agenda (AG-5). */
  timeslots(
    type: Pick<TypeCoding, 'system' | 'code'>,
    schedule: string | undefined,
    week: number,
  ): Promise<TimeslotsResult>;
  /**
   * Creates the appointment (step 4). A rejected request is sent once more with the practitioner's other status, unless
   * `practitionerStatus` is set (AP-4); no other request is sent twice (AP-12).
   */
  book(request: BookingRequest): Promise<BookingResult>;
  /** Reads the current state of an appointment from the XIS. */
  read(appointmentId: string): Promise<ReadResult>;
  /** Cancels an appointment for the patient. */
  cancel(appointmentId: string, patient: { readonly bsn: string }, comment?: string): Promise<CancelResult>;
  /** Step 5: the known appointments and their states. */
  readonly ledger: {
    list(): readonly LedgerEntry[];
    get(appointmentId: string): LedgerEntry | undefined;
  };
  /** The notifications to patients, oldest first. */
  readonly notifications: readonly Notification[];
  /** Calls the listener for each new notification; returns a function that removes it. */
  onNotification(listener: (notification: Notification) => void): () => void;
  /**
   * Returns whether a callback about an appointment may be one for this engine: the appointment is in the ledger, or a booking
   * is under way or has ended unknown, whose appointment it may be (CB-6, AP-12).
   */
  expects(appointmentId: string): boolean;
  /** Creates a router for callbacks, to be mounted in any Express application. */
  router(): Router;
  /**
   * Starts an HTTP server for callbacks; port 0 takes any free port.
   * @example
   * const listener = await engine.listen({ port: 0 });
   * console.log(`The XIS can send callbacks to ${listener.url}`);
   * await listener.close();
   */
  listen(options: { readonly port: number; readonly host?: string }): Promise<Listener>;
  /** The requests to the XIS, oldest first, redacted. */
  readonly exchanges: readonly Exchange[];
  /** Calls the listener for each new exchange; returns a function that removes it. */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  /** The last 1000 callbacks from the XIS, oldest first. */
  readonly received: readonly ReceivedCallback[];
}

/** Anyone can send callbacks, and an engine may run for months. */
const MAX_RECEIVED = 1000;

/** The comment of a cancellation without one; CB-1 requires a comment. */
const DEFAULT_CANCELLATION = { en: 'Cancelled by the patient.', nl: 'Afgezegd door de patiënt.' } as const;

/**
 * Creates a booking engine that follows the published flow of Spreekuur.nl.
 * @throws EngineOptionError for an invalid option
 * @throws ConfigurationError when `authentication` has mistakes
 * @example
 * const engine = createBookingEngine({ xis: 'http://localhost:8080/fhir', organization: '01000001' });
 * const offer = await engine.appointmentTypes();
 * if (offer.outcome === 'types') console.log(offer.types.map(({ display }) => display));
 */
export function createBookingEngine(options: BookingEngineOptions): BookingEngine {
  const resolved = resolveOptions(options);
  const client = createXisClient(resolved);
  const context = createContext(resolved, client);
  const uncertain = new UncertainBookings({
    now: resolved.system.now,
    async read(appointmentId) {
      const found = await readAppointment(context, appointmentId);
      return found.outcome === 'found' ? found.appointment : undefined;
    },
  });
  const ledger = new Ledger(resolved.language, resolved.logError, uncertain);
  const received: ReceivedCallback[] = [];
  let bookingsUnderWay = 0;

  const router = (): Router =>
    createCallbackRouter({
      organization: resolved.organization,
      ledger,
      isCreating: () => bookingsUnderWay > 0,
      authenticate: createAuthentication(resolved),
      onReceived(callback) {
        if (received.length === MAX_RECEIVED) received.shift();
        received.push(callback);
      },
    });

  return {
    patient: (expected = {}) => findPatient(context, expected),
    appointmentTypes: () => findAppointmentTypes(context),
    agendas: (type) => findAgendas(context, type),
    timeslots: (type, schedule, week) => findTimeslots(context, type, schedule, week),
    async book(request) {
      bookingsUnderWay++;
      try {
        const result = await createAppointment(context, request, resolved.system.randomUUID());
        const { slot, patient } = request;
        const booking = { start: slot.start, end: slot.end, patient: patient.reference };
        if (result.outcome === 'approved' || result.outcome === 'pending') {
          ledger.recordCreated({ ...booking, id: result.appointmentId, state: result.outcome });
        }
        if (result.outcome === 'unknown') uncertain.add(booking);
        return result;
      } finally {
        bookingsUnderWay--;
      }
    },
    read: (appointmentId) => readAppointment(context, appointmentId),
    async cancel(appointmentId, patient, comment = DEFAULT_CANCELLATION[resolved.language]) {
      const result = await cancelAppointment(context, appointmentId, patient, comment);
      if (result.outcome === 'cancelled') ledger.recordCancelled(appointmentId);
      return result;
    },
    ledger: { list: () => ledger.list(), get: (appointmentId) => ledger.get(appointmentId) },
    get notifications() {
      return ledger.notifications;
    },
    onNotification: (listener) => ledger.onNotification(listener),
    expects: (appointmentId) =>
      ledger.get(appointmentId) !== undefined || bookingsUnderWay > 0 || uncertain.mayInclude(appointmentId),
    router,
    listen: (address) => listen(router(), address),
    get exchanges() {
      return client.exchanges;
    },
    onExchange: client.onExchange,
    get received() {
      return received;
    },
  };
}
