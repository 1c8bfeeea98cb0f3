import { commentSchema, moveSchema, newAppointmentSchema } from '../../control/inputs.ts';
import { type AdminRoute, adminRoute, ONE } from '../route.ts';

/** What the practitioner does. */
export const APPOINTMENTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ONE}/approvals`,
    summary: 'Appointments that are to be approved or declined',
    answer: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().approvals.pending() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/approvals/{id}/approve`,
    summary: 'Approve an appointment',
    answer: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.approve(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/approvals/{id}/decline`,
    summary: 'Decline an appointment',
    answer: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().approvals.decline(parameter('id'), input.comment),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/appointments`,
    summary: 'Its appointments, without names and reasons',
    answer: '`appointments`.',
    handle: ({ organization }) => ({ appointments: organization().appointments.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/appointments`,
    summary: 'The practitioner makes an appointment',
    answer: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    status: 201,
    input: newAppointmentSchema,
    handle: ({ organization, input }) => organization().appointments.make(input),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/appointments/{id}`,
    summary: 'One appointment, with what became of it',
    answer: 'The appointment.',
    handle: ({ organization, parameter }) => organization().appointments.get(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/appointments/{id}/move`,
    summary: 'The practitioner moves an appointment',
    answer: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: moveSchema,
    handle: ({ organization, parameter, input }) => organization().appointments.move(parameter('id'), input),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/appointments/{id}/cancel`,
    summary: 'The practitioner cancels an appointment',
    answer: 'The `appointment`, and the id of the `delivery` that tells Spreekuur.nl.',
    input: commentSchema,
    optionalInput: true,
    handle: ({ organization, parameter, input }) => organization().appointments.cancel(parameter('id'), input.comment),
  }),
];
