import { advanceSchema, commentSchema, freezeSchema, moveSchema, newAppointmentSchema } from '../../control/inputs.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';
/** The clock of an organization. */
export const CLOCK_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/clock`,
    summary: 'Its clock, and what is to happen',
    response: '`now`, whether it is `frozen`, and what is `due`.',
    handle: ({ organization }) => organization().clock.view(),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/freeze`,
    summary: 'Stop the clock, now or at a moment',
    response: 'The clock.',
    input: freezeSchema,
    optionalInput: true,
    handle: ({ organization, input }) => organization().clock.freeze(input.at),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/run`,
    summary: 'Let the clock run on from where it stands',
    response: 'The clock.',
    handle: ({ organization }) => organization().clock.run(),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/clock/advance`,
    summary: 'Move the clock forward',
    response: '`now`, and what `happened` on the way, in order; callbacks have settled by then.',
    input: advanceSchema,
    handle: ({ organization, input }) => organization().clock.advance(input),
  }),
];

/** What the practitioner does. */
export const APPOINTMENTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/approvals`,
    summary: 'Appointments that are to be approved or declined',
    response: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().approvals.pending() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/approvals/{id}/approve`,
    summary: 'Approve an appointment',
    response: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.approve(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/approvals/{id}/decline`,
    summary: 'Decline an appointment',
    response: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.decline(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/appointments`,
    summary: 'Its appointments, without names and reasons',
    response: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().appointments.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments`,
    summary: 'The practitioner makes an appointment',
    response: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    status: 201,
    input: newAppointmentSchema,
    handle: ({ organization, input }) => organization().appointments.make(input),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/appointments/{id}`,
    summary: 'One appointment, with what became of it',
    response: 'The appointment.',
    handle: ({ organization, parameter }) => organization().appointments.get(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments/{id}/move`,
    summary: 'The practitioner moves an appointment',
    response: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: moveSchema,
    handle: ({ organization, parameter, input }) => organization().appointments.move(parameter('id'), input),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/appointments/{id}/cancel`,
    summary: 'The practitioner cancels an appointment',
    response: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().appointments.cancel(parameter('id'), input.comment),
  }),
];

/** What others do with slots. */
export const SLOTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/slots/{id}/take`,
    summary: 'Somebody else takes a free slot',
    response: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.take(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/slots/{id}/release`,
    summary: 'Set a slot free that no appointment has',
    response: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.release(parameter('id')),
  }),
];
