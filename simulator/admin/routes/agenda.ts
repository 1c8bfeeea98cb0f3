import { defined } from '../../../schema/defined.ts';
import { array, openObject, string } from '../../../schema/schema.ts';
import { agendaSchema } from '../../control/agenda.ts';
import {
  advanceSchema,
  agendaOptionsSchema,
  commentSchema,
  freezeSchema,
  moveSchema,
  newAppointmentSchema,
  slotPeriodSchema,
} from '../../control/inputs.ts';
import { nextSchema, type Page, pageSchema } from '../../control/pages.ts';
import {
  type AppointmentView,
  advanceViewSchema,
  appointmentSchema,
  changeSchema,
  clockSchema,
} from '../../control/views.ts';
import { type AdminRoute, organizationRoute } from '../route.ts';

const CLOCK = { description: 'The clock.', schema: clockSchema };
const APPOINTMENTS = {
  description: '`appointments`, oldest first.',
  schema: openObject({ appointments: array(appointmentSchema) }, { next: nextSchema }),
};
const CHANGE = {
  description: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
  schema: changeSchema,
};

const CHANGED_SLOTS = {
  description: '`slots`: the ids of the slots that have changed.',
  schema: openObject({ slots: array(string()) }),
};

function showAppointments({ items, next }: Page<AppointmentView>) {
  return defined({ appointments: items, next });
}

/** Clock, appointments and slots. */
export const AGENDA_ROUTES: readonly AdminRoute[] = [
  organizationRoute('get', '/clock', 'The clock and its scheduled events', {
    response: {
      description: '`now`, whether the clock is `frozen`, and the events that are `due`.',
      schema: clockSchema,
    },
    handle: ({ clock }) => clock.view(),
  }),
  organizationRoute('post', '/clock/freeze', 'Freeze the clock, now or at a moment', {
    response: CLOCK,
    input: freezeSchema,
    optionalInput: true,
    handle: ({ clock }, { input }) => clock.freeze(input.at),
  }),
  organizationRoute('post', '/clock/run', 'Resume the clock from its current time', {
    response: CLOCK,
    handle: ({ clock }) => clock.run(),
  }),
  organizationRoute(
    'post',
    '/clock/advance',
    'Advance the clock: by a duration, to a moment, or to the next scheduled event',
    {
      response: {
        description: '`now`, and the first events that `happened`, in order; their callbacks have settled.',
        schema: advanceViewSchema,
      },
      input: advanceSchema,
      isAsync: true,
      handle: ({ clock }, { input }) => clock.advance(input),
    },
  ),
  organizationRoute('get', '/agenda', 'The slots of up to seven days, with their holders', {
    response: { description: 'The agenda as it is now, past and taken slots too.', schema: agendaSchema },
    input: agendaOptionsSchema,
    handle: ({ agenda }, { input }) => agenda(input),
  }),
  organizationRoute('get', '/approvals', 'Appointments that wait for a decision', {
    response: APPOINTMENTS,
    input: pageSchema,
    handle: ({ approvals }, { input }) => showAppointments(approvals.page(input)),
  }),
  organizationRoute('post', '/approvals/{id}/approve', 'Approve an appointment', {
    response: CHANGE,
    input: commentSchema,
    optionalInput: true,
    handle: ({ approvals }, { id, input }) => approvals.approve(id, input.comment),
  }),
  organizationRoute('post', '/approvals/{id}/decline', 'Decline an appointment', {
    response: CHANGE,
    input: commentSchema,
    optionalInput: true,
    handle: ({ approvals }, { id, input }) => approvals.decline(id, input.comment),
  }),
  organizationRoute('get', '/appointments', 'The appointments, without names and comments', {
    response: APPOINTMENTS,
    input: pageSchema,
    handle: ({ appointments }, { input }) => showAppointments(appointments.page(input)),
  }),
  organizationRoute('post', '/appointments', 'Create an appointment as the practitioner', {
    response: CHANGE,
    status: 201,
    input: newAppointmentSchema,
    handle: ({ appointments }, { input }) => appointments.make(input),
  }),
  organizationRoute('get', '/appointments/{id}', 'An appointment with its history', {
    response: { description: 'The appointment.', schema: appointmentSchema },
    handle: ({ appointments }, { id }) => appointments.get(id),
  }),
  organizationRoute('post', '/appointments/{id}/move', 'Move an appointment as the practitioner', {
    response: CHANGE,
    input: moveSchema,
    handle: ({ appointments }, { id, input }) => appointments.move(id, input),
  }),
  organizationRoute('post', '/appointments/{id}/cancel', 'Cancel an appointment as the practitioner', {
    response: CHANGE,
    input: commentSchema,
    optionalInput: true,
    handle: ({ appointments }, { id, input }) => appointments.cancel(id, input.comment),
  }),
  organizationRoute('post', '/slots/{id}/take', 'Take a free slot, as a competitor', {
    handle: ({ slots }, { id }) => slots.take(id),
  }),
  organizationRoute('post', '/slots/{id}/release', 'Release a slot without an appointment', {
    handle: ({ slots }, { id }) => slots.release(id),
  }),
  organizationRoute('post', '/slots/block', 'Block the free slots of a period, as the practitioner', {
    response: CHANGED_SLOTS,
    input: slotPeriodSchema,
    handle: ({ slots }, { input }) => ({ slots: slots.block(input) }),
  }),
  organizationRoute('post', '/slots/unblock', 'Free the blocked slots of a period', {
    response: CHANGED_SLOTS,
    input: slotPeriodSchema,
    handle: ({ slots }, { input }) => ({ slots: slots.unblock(input) }),
  }),
];
