import { createAppointment, readAppointment, searchAppointment } from '../interactions/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import { readAppointmentTypes } from '../interactions/appointment-types.ts';
import { searchPatient } from '../interactions/patient.ts';
import {
  readPractitionerRole,
  readSchedule,
  searchPractitionerRole,
  searchSchedule,
} from '../interactions/schedule.ts';
import { readSlot, searchSlot } from '../interactions/slot.ts';
import type { Route } from './handle-request.ts';

function route(
  method: Route['method'],
  path: string,
  operation: Route['operation'],
  interaction: Route['interaction'],
): Route {
  return { operation, method, path, interaction };
}

/** The FHIR API, the most frequent requests first. */
export const ROUTES: readonly Route[] = [
  route('get', '/Slot', 'search-slot', searchSlot),
  route('post', '/Appointment', 'create-appointment', createAppointment),
  route('get', '/Appointment', 'search-appointment', searchAppointment),
  route('get', '/Appointment/:id', 'read-appointment', readAppointment),
  route('get', '/ValueSet/BookableAppointmentTypes', 'read-appointment-types', readAppointmentTypes),
  route('post', '/AppointmentResponse', 'create-appointment-response', createAppointmentResponse),
  route('get', '/Slot/:id', 'read-slot', readSlot),
  route('get', '/Schedule', 'search-schedule', searchSchedule),
  route('get', '/Schedule/:id', 'read-schedule', readSchedule),
  route('get', '/PractitionerRole', 'search-practitioner-role', searchPractitionerRole),
  route('get', '/PractitionerRole/:id', 'read-practitioner-role', readPractitionerRole),
  route('get', '/Patient', 'search-patient', searchPatient),
];
