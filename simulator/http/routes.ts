import { createAppointment } from '../interactions/create-appointment.ts';
import { createAppointmentResponse } from '../interactions/create-appointment-response.ts';
import { readAppointment } from '../interactions/read-appointment.ts';
import { readAppointmentTypes } from '../interactions/read-appointment-types.ts';
import { readPractitionerRole } from '../interactions/read-practitioner-role.ts';
import { readSchedule } from '../interactions/read-schedule.ts';
import { readSlot } from '../interactions/read-slot.ts';
import { searchAppointment } from '../interactions/search-appointment.ts';
import { searchPractitionerRole } from '../interactions/search-practitioner-role.ts';
import { searchSchedule } from '../interactions/search-schedule.ts';
import { searchSlot } from '../interactions/search-slot.ts';
import type { Route } from './handle-request.ts';

/** The FHIR surface. What is asked for most stands first. */
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
