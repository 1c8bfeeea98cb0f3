import { advanceSchema, commentSchema, freezeSchema, moveSchema, newAppointmentSchema } from '../../control/inputs.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';
export const CLOCK_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/clock`,
    summary: 'The clock and its scheduled events',
    response: '`now`, whether the clock is `frozen`, and the events that are `due`.',
    handle: ({ organization }) => organization().clock.view(),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/freeze`,
    summary: 'Freeze the clock, now or at a moment',
    response: 'The clock.',
    input: freezeSchema,
    optionalInput: true,
    handle: ({ organization, input }) => organization().clock.freeze(input.at),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/run`,
    summary: 'Resume the clock from its current time',
    response: 'The clock.',
    handle: ({ organization }) => organization().clock.run(),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/advance`,
    summary: 'Advance the clock',
    response: '`now`, and the events that `happened`, in order; their callbacks have settled.',
    input: advanceSchema,
    handle: ({ organization, input }) => organization().clock.advance(input),
  }),
];

export const APPOINTMENTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/approvals`,
    summary: 'Appointments that wait for a decision',
    response: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().approvals.pending() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/approvals/{id}/approve`,
    summary: 'Approve an appointment',
    response: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.approve(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/approvals/{id}/decline`,
    summary: 'Decline an appointment',
    response: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.decline(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/appointments`,
    summary: 'The appointments, without names and comments',
    response: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().appointments.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments`,
    summary: 'Create an appointment as the practitioner',
    response: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
    status: 201,
    input: newAppointmentSchema,
    handle: ({ organization, input }) => organization().appointments.make(input),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/appointments/{id}`,
    summary: 'An appointment with its history',
    response: 'The appointment.',
    handle: ({ organization, parameter }) => organization().appointments.get(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments/{id}/move`,
    summary: 'Move an appointment as the practitioner',
    response: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
    input: moveSchema,
    handle: ({ organization, parameter, input }) => organization().appointments.move(parameter('id'), input),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments/{id}/cancel`,
    summary: 'Cancel an appointment as the practitioner',
    response: 'The `appointment`, and the id of the `delivery` to Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().appointments.cancel(parameter('id'), input.comment),
  }),
];

export const SLOTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/slots/{id}/take`,
    summary: 'Take a free slot, as a competitor',
    response: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.take(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/slots/{id}/release`,
    summary: 'Release a slot without an appointment',
    response: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.release(parameter('id')),
  }),
];
