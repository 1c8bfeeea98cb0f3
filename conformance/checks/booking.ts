import { callbackAccepted } from './callbacks/accepted.ts';
import { callbackAppointment } from './callbacks/appointment.ts';
import { callbackBsn } from './callbacks/bsn.ts';
import { callbackComment } from './callbacks/comment.ts';
import { callbackDeclined } from './callbacks/declined.ts';
import { callbackMediaType } from './callbacks/media-type.ts';
import { callbackNotBeforeDecision } from './callbacks/not-before-decision.ts';
import { callbackOnce } from './callbacks/once.ts';
import { callbackOrganization } from './callbacks/organization.ts';
import { callbackOrganizationSystem } from './callbacks/organization-system.ts';
import { callbackRetry } from './callbacks/retry.ts';
import { callbackSent } from './callbacks/sent.ts';
import { callbackSlotFree } from './callbacks/slot-free.ts';
import { callbackUpdate } from './callbacks/update.ts';
import { cancellationAccepted } from './cancellation/accepted.ts';
import { cancellationAnotherPatient } from './cancellation/another-patient.ts';
import { cancellationRead } from './cancellation/read.ts';
import { cancellationSearch } from './cancellation/search.ts';
import { cancellationSlotFree } from './cancellation/slot-free.ts';
import { cancellationStatus } from './cancellation/status.ts';
import { cancellationTwice } from './cancellation/twice.ts';
import { cancellationUnknown } from './cancellation/unknown.ts';
import { creationAccepted } from './creation/accepted.ts';
import { creationConflict } from './creation/conflict.ts';
import { creationConflictCode } from './creation/conflict-code.ts';
import { creationConflictStoresNothing } from './creation/conflict-stores-nothing.ts';
import { creationContent } from './creation/content.ts';
import { creationCreated } from './creation/created.ts';
import { creationLocation } from './creation/location.ts';
import { creationLocationId } from './creation/location-id.ts';
import { creationLocationReadable } from './creation/location-readable.ts';
import { creationMissingParts } from './creation/missing-parts.ts';
import { creationNotJson } from './creation/not-json.ts';
import { creationPast } from './creation/past.ts';
import { creationPatient } from './creation/patient.ts';
import { creationPractitioner } from './creation/practitioner.ts';
import { creationRace } from './creation/race.ts';
import { creationSlotGone } from './creation/slot-gone.ts';
import { creationTimes } from './creation/times.ts';
import { creationUnknownSlot } from './creation/unknown-slot.ts';
import { errorBsn } from './errors/bsn.ts';
import { appointmentApart } from './tenants/appointment-apart.ts';
import { cancellationApart } from './tenants/cancellation-apart.ts';
import type { XisCheck } from './xis-check.ts';

/** The checks that book and cancel, in the order in which they are made. */
export const BOOKING_CHECKS: readonly XisCheck[] = [
  creationAccepted,
  creationCreated,
  creationLocation,
  creationLocationReadable,
  creationSlotGone,
  cancellationRead,
  cancellationSearch,
  appointmentApart,
  cancellationAccepted,
  cancellationStatus,
  cancellationSlotFree,
  cancellationTwice,
  cancellationUnknown,
  creationConflict,
  creationConflictCode,
  cancellationAnotherPatient,
  cancellationApart,
  creationConflictStoresNothing,
  creationRace,
  creationNotJson,
  creationMissingParts,
  creationUnknownSlot,
  creationPast,
  errorBsn,
  callbackSent,
  callbackAppointment,
  callbackNotBeforeDecision,
  callbackAccepted,
  callbackDeclined,
  callbackBsn,
  callbackComment,
  callbackOrganization,
  callbackOrganizationSystem,
  callbackMediaType,
  callbackOnce,
  callbackRetry,
  callbackSlotFree,
  callbackUpdate,
  // What was made is looked at when everything is: what is right with one may be wrong with the next.
  creationLocationId,
  creationTimes,
  creationContent,
  creationPatient,
  creationPractitioner,
];
