import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { createContext } from './context.ts';
import type { Exchange } from './exchange.ts';
import { type AgendasResult, findAgendas } from './flow/agendas.ts';
import { findAppointmentTypes, type TypesResult } from './flow/appointment-types.ts';
import { type CancelResult, cancelAppointment, type ReadResult, readAppointment } from './flow/cancel-appointment.ts';
import { type BookingRequest, type BookingResult, createAppointment } from './flow/create-appointment.ts';
import { findTimeslots, type TimeslotsResult } from './flow/timeslots.ts';
import { createXisClient } from './http/xis-client.ts';
import type { LedgerEntry } from './ledger/entry.ts';
import { Ledger, type Notification } from './ledger/ledger.ts';
import { type Listener, listen } from './listener/listen.ts';
import { createCallbackRouter } from './listener/router.ts';
import { type BookingEngineOptions, resolveOptions } from './options.ts';
import type { TypeCoding } from './read/coding.ts';

/** A callback that came, and what it was answered. */
export interface ReceivedCallback {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Spreekuur.nl's booking flow for one organization. */
export interface BookingEngine {
  /** Step 1: what can be booked. */
  appointmentTypes(): Promise<TypesResult>;
  /** Step 2: whose agendas have free slots in the next four weeks. */
  agendas(type: Pick<TypeCoding, 'system' | 'code'>): Promise<AgendasResult>;
  /** Step 3: the free slots of an agenda in a week, 1 to 4. */
  timeslots(type: Pick<TypeCoding, 'system' | 'code'>, schedule: string, week: number): Promise<TimeslotsResult>;
  /** Step 4: creates the appointment. One request is sent, never a second. */
  book(request: BookingRequest): Promise<BookingResult>;
  /** An appointment as the XIS has it now. */
  read(appointmentId: string): Promise<ReadResult>;
  /** The patient cancels an appointment. */
  cancel(appointmentId: string, patient: { readonly bsn: string }, comment?: string): Promise<CancelResult>;
  /** Step 5: the appointments that are known, and what became of them. */
  readonly ledger: {
    list(): readonly LedgerEntry[];
    get(appointmentId: string): LedgerEntry | undefined;
  };
  /** What patients were told, oldest first. */
  readonly notifications: readonly Notification[];
  /** Calls back for every notification from now on; returns how to stop it. */
  onNotification(listener: (notification: Notification) => void): () => void;
  /** The callbacks' side, to be mounted in any Express application. */
  router(): Router;
  /** The same on a server of its own; port 0 for any free one. */
  listen(options: { readonly port: number; readonly host?: string }): Promise<Listener>;
  /** What was sent to the XIS, oldest first, redacted. */
  readonly exchanges: readonly Exchange[];
  /** What came from the XIS, oldest first. */
  readonly received: readonly ReceivedCallback[];
}

/** What patients are said to write who write nothing; CB-1 requires a comment. */
const DEFAULT_CANCELLATION = { en: 'Cancelled by the patient.', nl: 'Afgezegd door de patiënt.' } as const;

/**
 * Makes a booking engine that follows the published flow to the letter.
 * @throws EngineOptionError for an option that cannot be used
 */
export function createBookingEngine(options: BookingEngineOptions): BookingEngine {
  const resolved = resolveOptions(options);
  const client = createXisClient(resolved);
  const context = createContext(resolved, client);
  const ledger = new Ledger(resolved.language, resolved.logError);
  const received: ReceivedCallback[] = [];
  let creating = 0;

  const router = (): Router =>
    createCallbackRouter({
      organization: resolved.organization,
      ledger,
      isCreating: () => creating > 0,
      received: (callback) => void received.push(callback),
    });

  return {
    appointmentTypes: () => findAppointmentTypes(context),
    agendas: (type) => findAgendas(context, type),
    timeslots: (type, schedule, week) => findTimeslots(context, type, schedule, week),
    async book(request) {
      creating++;
      try {
        const result = await createAppointment(context, request, randomUUID());
        if (result.outcome === 'approved' || result.outcome === 'pending') {
          const { slot, patient } = request;
          ledger.created({
            id: result.appointmentId,
            state: result.outcome,
            start: slot.start,
            end: slot.end,
            patient: patient.reference,
          });
        }
        return result;
      } finally {
        creating--;
      }
    },
    read: (appointmentId) => readAppointment(context, appointmentId),
    async cancel(appointmentId, patient, comment = DEFAULT_CANCELLATION[resolved.language]) {
      const result = await cancelAppointment(context, appointmentId, patient, comment);
      if (result.outcome === 'cancelled') ledger.cancelled(appointmentId);
      return result;
    },
    ledger: { list: () => ledger.list(), get: (appointmentId) => ledger.get(appointmentId) },
    get notifications() {
      return ledger.notifications;
    },
    onNotification: (listener) => ledger.onNotification(listener),
    router,
    listen: (where) => listen(router(), where),
    get exchanges() {
      return client.exchanges;
    },
    get received() {
      return received;
    },
  };
}
