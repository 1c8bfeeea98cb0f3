/**
 * The simulator of a XIS: `createSimulator()` makes one, `organization()` controls a practice in it.
 * The rest of its public API is exported by name.
 */

export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export { localAddress } from '../fhir/http/address.ts';
export type { AuthorizationServer } from '../oauth/server/create-authorization-server.ts';
export { ConfigurationError, formatPath, type Mistake } from '../schema/mistake.ts';
export type { AgendaView } from './control/agenda.ts';
export { ControlError, type ControlErrorCode } from './control/control-error.ts';
export type { OrganizationEvent } from './control/feed/event-view.ts';
export type {
  Advance,
  AgendaOptions,
  DeliveryCriteria,
  MoveInput,
  NewAppointmentInput,
  SlotPeriod,
} from './control/inputs.ts';
export type { RecordedEntry, RecordedLog } from './control/log/schema.ts';
export type { Organization, WaitOptions } from './control/organization.ts';
export type { Page, PageOptions } from './control/pages.ts';
export type { RequestDetails } from './control/request-details.ts';
export type { Snapshot } from './control/snapshot/schema.ts';
export type {
  AdvanceView,
  AppointmentView,
  ChangeView,
  ClockView,
  DeliveryProgressView,
  DeliveryView,
  PatientView,
  RequestExplanation,
  RequestView,
  UrlTrialView,
} from './control/views.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.ts';
export { DEFECTS } from './defects/catalogue.ts';
export type { DefectDescription } from './defects/defect.ts';
export { nearestDefects, suggestDefects } from './defects/ids.ts';
export { type Contention, contentionSchema } from './domain/booking/contention.ts';
export type { CallbackSettings } from './domain/callback/settings.ts';
export { CLOCK_RANGE, isClockInstant } from './domain/clock-instant.ts';
export { durationString } from './domain/duration.ts';
export { type Fault, faultSchema, INBOUND_OPERATIONS } from './domain/fault/rule.ts';
export { clockInstantString, momentString, timeZoneString } from './domain/formats.ts';
export { SIMULATOR_NAME } from './interactions/capabilities.ts';
export type { OrganizationChanges } from './practice/changes.ts';
export { checkConfiguration, checkOrganization, describeMistake } from './practice/check.ts';
export { defaultConfiguration, defaultConfigurationPath } from './practice/default.ts';
export { loadConfiguration } from './practice/load.ts';
export {
  type Configuration,
  type OrganizationConfiguration,
  organizationSchema,
} from './practice/schema.ts';
export type { Reconfiguration } from './reconfigure.ts';
export type { Log, LoggedCallback, LoggedRequest } from './simulation.ts';
export { resolveStore, type StoreConfiguration, type StoreSettings } from './store/settings.ts';
export { StoreError, StoreUnavailableError } from './store/store-error.ts';
export { realSystem, type System } from './system.ts';
export type { KnownFault } from './world/faults.ts';
export type { RequestCriteria } from './world/journal.ts';
