import { parseAgb } from '../../fhir/agb.ts';
import { formatInstant } from '../../fhir/instant.ts';
import { object, oneOf, type Schema } from '../../fhir/schema.ts';
import { ControlError } from '../control/control-error.ts';
import {
  advanceSchema,
  commentSchema,
  deliveryCriteriaSchema,
  freezeSchema,
  moveSchema,
  newAppointmentSchema,
  type RequestCriteria,
  requestCriteriaSchema,
} from '../control/inputs.ts';
import { createOrganization } from '../control/organization.ts';
import { restoreWorld, snapshotSchema } from '../control/snapshot.ts';
import { requestView } from '../control/views.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { faultSchema } from '../domain/fault/rule.ts';
import { type OrganizationConfiguration, organizationSchema } from '../practice/schema.ts';
import type { Simulation } from '../simulation.ts';
import { type AdminRoute, adminRoute } from './route.ts';

const ONE = '/organizations/{agb}';

/** Every request of every organization, and those that were for none, by time. */
function allRequests(simulation: Simulation, criteria: RequestCriteria) {
  const of = (organization: string | undefined, journal: Simulation['strangers']) =>
    journal.find(criteria).map((entry) => ({ at: entry.at, organization, view: requestView(entry, formatInstant) }));
  const all = [...simulation.worlds.values()].flatMap((world) => of(world.practice.agb, world.journal));
  return [...all, ...of(undefined, simulation.strangers)]
    .sort((a, b) => a.at - b.at)
    .map(({ organization, view }) => ({ ...(organization === undefined ? {} : { organization }), ...view }));
}

/** The control interface, in the order in which its description lists it. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/health',
    summary: 'Whether the simulator is up',
    answer: '`status` `ok`, the `version`, and how many `organizations` there are.',
    handle: ({ simulation, version }) => ({ status: 'ok', version, organizations: simulation.worlds.size }),
  }),
  adminRoute({
    method: 'post',
    path: '/reset',
    summary: 'Set every organization back to its configuration',
    answer: 'Nothing.',
    async handle({ simulation }) {
      await Promise.all([...simulation.worlds.keys()].map((agb) => createOrganization(simulation, agb).reset()));
      simulation.strangers.clear();
    },
  }),
  adminRoute({
    method: 'get',
    path: '/requests',
    summary: 'Requests to all organizations, and those that were for none',
    answer: '`requests`, oldest first, each with its `organization`.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute({
    method: 'post',
    path: '/requests/find',
    summary: 'The same, with the criteria in the body',
    answer: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute({
    method: 'post',
    path: '/requests/count',
    summary: 'How many requests are meant',
    answer: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ count: allRequests(simulation, input).length }),
  }),
  adminRoute({
    method: 'delete',
    path: '/requests',
    summary: 'Forget all requests',
    answer: 'Nothing.',
    handle({ simulation }) {
      for (const world of simulation.worlds.values()) world.journal.clear();
      simulation.strangers.clear();
    },
  }),
  adminRoute({
    method: 'get',
    path: '/organizations',
    summary: 'The organizations',
    answer: '`organizations`, each with `agb`, `name`, `appointmentTypes`, `schedules` and `patients`.',
    handle: ({ simulation }) => ({
      organizations: [...simulation.worlds.keys()].map((agb) => describe(simulation, agb)),
    }),
  }),
  adminRoute({
    method: 'post',
    path: '/organizations',
    summary: 'Make an organization',
    answer: 'The organization.',
    status: 201,
    input: { ...organizationSchema, title: 'Organization' } as Schema<OrganizationConfiguration>,
    async handle({ simulation, input }) {
      const world = await simulation.add(input);
      return describe(simulation, world.practice.agb);
    },
  }),
  adminRoute({
    method: 'get',
    path: ONE,
    summary: 'One organization',
    answer: 'The organization, with its `configuration` and its `clock`.',
    handle: ({ simulation, organization }) => ({
      ...describe(simulation, organization().agb),
      clock: organization().clock.view(),
    }),
  }),
  adminRoute({
    method: 'delete',
    path: ONE,
    summary: 'Drop an organization with everything in it',
    answer: 'Nothing.',
    async handle({ simulation, organization }) {
      await simulation.drop(organization().agb as Parameters<Simulation['drop']>[0]);
    },
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/reset`,
    summary: 'Set it back to its configuration: appointments, clock, faults, journal, callbacks',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().reset(),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/requests`,
    summary: 'The journal',
    answer: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ requests: organization().requests.find(input) }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/requests/find`,
    summary: 'The same, with the criteria in the body',
    answer: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ requests: organization().requests.find(input) }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/requests/count`,
    summary: 'How many requests are meant',
    answer: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ count: organization().requests.count(input) }),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/requests/{id}`,
    summary: 'One request, and why it was answered as it was',
    answer:
      'The request, with `why`: for a search for slots how many were left out for which reason, for a refused booking who had the slot and since when.',
    handle: ({ organization, parameter }) => organization().requests.explain(Number(parameter('id'))),
  }),
  adminRoute({
    method: 'delete',
    path: `${ONE}/requests`,
    summary: 'Forget its requests',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().requests.clear(),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/clock`,
    summary: 'Its clock, and what is to happen',
    answer: '`now`, whether it is `frozen`, and what is `due`.',
    handle: ({ organization }) => organization().clock.view(),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/freeze`,
    summary: 'Stop the clock, now or at a moment',
    answer: 'The clock.',
    input: freezeSchema,
    optionalInput: true,
    handle: ({ organization, input }) => organization().clock.freeze(input.at),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/run`,
    summary: 'Let the clock run on from where it stands',
    answer: 'The clock.',
    handle: ({ organization }) => organization().clock.run(),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/advance`,
    summary: 'Move the clock forward',
    answer: '`now`, and what `happened` on the way, in order; callbacks have settled by then.',
    input: advanceSchema,
    handle: ({ organization, input }) => organization().clock.advance(input),
  }),
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
  adminRoute({
    method: 'post',
    path: `${ONE}/slots/{id}/take`,
    summary: 'Somebody else takes a free slot',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.take(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/slots/{id}/release`,
    summary: 'Set a slot free that no appointment has',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.release(parameter('id')),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/deliveries`,
    summary: 'Callbacks to Spreekuur.nl: attempts, answers, next due',
    answer: '`deliveries`, and whether they are `paused`.',
    input: deliveryCriteriaSchema,
    handle: ({ organization, input }) => {
      const { deliveries } = organization();
      return { paused: deliveries.paused, deliveries: deliveries.list(input) };
    },
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/deliveries/{id}`,
    summary: 'One callback',
    answer: 'The delivery.',
    handle: ({ organization, parameter }) => organization().deliveries.get(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/deliveries/{id}/replay`,
    summary: 'Send a callback again, whatever became of it',
    answer: 'The delivery.',
    handle: ({ organization, parameter }) => organization().deliveries.replay(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/deliveries/pause`,
    summary: 'Send no callback until they are resumed',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().deliveries.pause(),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/deliveries/resume`,
    summary: 'Send callbacks again',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().deliveries.resume(),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/callbacks`,
    summary: 'Where Spreekuur.nl is, and how it is tried',
    answer: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().callbacks.get(),
  }),
  adminRoute({
    method: 'put',
    path: `${ONE}/callbacks`,
    summary: 'Set where Spreekuur.nl is, and how it is tried',
    answer: 'The settings.',
    input: callbacksSchema,
    handle({ organization, input }) {
      organization().callbacks.set(input);
      return organization().callbacks.get();
    },
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/faults`,
    summary: 'Its faults, and how often each has matched and struck',
    answer: '`faults`.',
    handle: ({ organization }) => ({ faults: organization().faults.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/faults`,
    summary: 'Add a fault, or replace the one with its id',
    answer: 'The fault.',
    status: 201,
    input: faultSchema,
    handle: ({ organization, input }) => organization().faults.add(input),
  }),
  adminRoute({
    method: 'delete',
    path: `${ONE}/faults/{id}`,
    summary: 'Remove a fault',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().faults.remove(parameter('id')),
  }),
  adminRoute({
    method: 'delete',
    path: `${ONE}/faults`,
    summary: 'Remove all its faults',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().faults.clear(),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/contention`,
    summary: 'Who else wants slots',
    answer: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().contention.get(),
  }),
  adminRoute({
    method: 'put',
    path: `${ONE}/contention`,
    summary: 'Set who else wants slots, from now on',
    answer: 'The settings.',
    input: contentionSchema,
    handle({ organization, input }) {
      organization().contention.set(input);
      return organization().contention.get();
    },
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/snapshot`,
    summary: 'Write the organization down, to go on from later or to attach to a bug report',
    answer: 'The snapshot. People are pseudonyms unless `identities=as-told` is asked for.',
    input: object({}, { identities: oneOf(['pseudonyms', 'as-told']) }),
    handle: ({ organization, input }) => organization().snapshot(input),
  }),
  adminRoute({
    method: 'put',
    path: `${ONE}/snapshot`,
    summary: 'Go on from a snapshot, whatever there was; the organization is made when it is not there',
    answer: 'Nothing.',
    input: { ...snapshotSchema, title: 'Snapshot' } as typeof snapshotSchema,
    async handle({ simulation, parameter, input }) {
      const agb = parseAgb(parameter('agb'));
      const world = await restoreWorld(input, simulation.dependencies);
      if (world.practice.agb !== agb) {
        await world.close();
        throw new ControlError('conflict', `the snapshot is of organization ${world.practice.agb}`);
      }
      await simulation.replace(world);
    },
  }),
];

function describe(simulation: Simulation, agb: string) {
  const world = simulation.worlds.get(agb as never);
  if (!world) throw new ControlError('not-found', 'there is no such organization');
  const { name, types, dialect } = world.practice;
  return {
    agb,
    name,
    dialect,
    appointmentTypes: types.map(({ system, code, display, lengthMs, approval }) => ({
      system,
      code,
      display,
      minutes: lengthMs / 60_000,
      approval: typeof approval === 'string' ? approval : 'timed',
    })),
    schedules: world.agenda.schedules.map(({ rules }) => ({
      id: rules.id,
      practitioners: rules.practitioners.map((practitioner) => practitioner.name),
    })),
    patients: world.practice.patients.map(({ reference }) => reference),
  };
}
