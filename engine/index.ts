/**
 * The reference booking engine of Spreekuur.nl: `createBookingEngine()` creates one for a XIS and an organization.
 */
export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export type { AuthenticationSettings } from '../oauth/bearer/settings.ts';
export { ConfigurationError } from '../schema/mistake.ts';
export { createTransport, type Token, type Transport, type TransportOptions } from '../transport/create-transport.ts';
export { adviseOnFailure } from './advise-on-failure.ts';
export { type BookingEngine, createBookingEngine } from './create-booking-engine.ts';
export type { Failure } from './failure.ts';
export type { AgendaOffer, AgendasResult } from './flow/agendas.ts';
export type { TypesResult } from './flow/appointment-types.ts';
export type { AppointmentNow, CancelResult, ReadResult } from './flow/cancel-appointment.ts';
export type { BookingPatient, BookingRequest, BookingResult } from './flow/create-appointment.ts';
export type { PatientResult } from './flow/find-patient.ts';
export type { TimeslotsResult } from './flow/timeslots.ts';
export type { Exchange } from './http/xis-client.ts';
export type { LedgerEntry, LedgerState, NotificationKind } from './ledger/entry.ts';
export type { Notification } from './ledger/ledger.ts';
export type { TokenRejection } from './listener/callbacks.ts';
export type { Listener } from './listener/listen.ts';
export type { ReceivedCallback } from './listener/router.ts';
export { type CallbackReceiver, shareCallbacks } from './listener/share-callbacks.ts';
export type { Observation } from './observation.ts';
export { type BookingEngineOptions, EngineOptionError } from './options.ts';
export type { TypeCoding } from './read/appointment-types.ts';
export type { Timeslot } from './read/slot.ts';
export { type EngineSystem, realSystem } from './system.ts';
export { type Language, translateText } from './texts.ts';
