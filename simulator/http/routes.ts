import { createAppointment, readAppointment, searchAppointment } from '../interactions/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import { readAppointmentTypes } from '../interactions/appointment-types.ts';
import {
  readPractitionerRole,
  readSchedule,
  searchPractitionerRole,
  searchSchedule,
} from '../interactions/schedule.ts';
import { readSlot, searchSlot } from '../interactions/slot.ts';
import type { Route } from './handle-request.ts';

/** The FHIR API, the most frequent requests first. */
export const ROUTES: readonly Route[] = [
  { operation: 'search-slot', method: 'get', path: '/Slot', interaction: searchSlot },
  { operation: 'create-appointment', method: 'post', path: '/Appointment', interaction: createAppointment },
  { operation: 'search-appointment', method: 'get', path: '/Appointment', interaction: searchAppointment },
  { operation: 'read-appointment', method: 'get', path: '/Appointment/:id', interaction: readAppointment },
  {
    operation: 'read-appointment-types',
    method: 'get',
    path: '/ValueSet/BookableAppointmentTypes',
    interaction: readAppointmentTypes,
  },
  {
    operation: 'create-appointment-response',
    method: 'post',
    path: '/AppointmentResponse',
    interaction: createAppointmentResponse,
  },
  { operation: 'read-slot', method: 'get', path: '/Slot/:id', interaction: readSlot },
  { operation: 'search-schedule', method: 'get', path: '/Schedule', interaction: searchSchedule },
  { operation: 'read-schedule', method: 'get', path: '/Schedule/:id', interaction: readSchedule },
  {
    operation: 'search-practitioner-role',
    method: 'get',
    path: '/PractitionerRole',
    interaction: searchPractitionerRole,
  },
  {
    operation: 'read-practitioner-role',
    method: 'get',
    path: '/PractitionerRole/:id',
    interaction: readPractitionerRole,
  },
];
