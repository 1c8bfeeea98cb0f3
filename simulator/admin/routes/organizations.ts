import type { Agb } from '../../../fhir/agb.ts';
import { object, oneOf } from '../../../schema/schema.ts';
import { ControlError } from '../../control/control-error.ts';
import { createOrganization } from '../../control/create-organization.ts';
import { restoreWorld } from '../../control/snapshot/restore.ts';
import { snapshotSchema } from '../../control/snapshot/schema.ts';
import { organizationSchema } from '../../practice/schema.ts';
import type { Simulation } from '../../simulation.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';
export const ORGANIZATIONS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/',
    summary: 'The entry point',
    response: 'The main paths of the control interface.',
    handle: () => ({
      description: '/__admin/openapi.json',
      health: '/__admin/health',
      organizations: '/__admin/organizations',
      requests: '/__admin/requests',
    }),
  }),
  adminRoute({
    method: 'get',
    path: '/health',
    summary: 'Whether the simulator is up; requires no token',
    response: '`status` `ok`, the `version`, and the number of `organizations`.',
    handle: ({ simulation, version }) => describeHealth(simulation, version),
  }),
  adminRoute({
    method: 'post',
    path: '/reset',
    summary: 'Reset all organizations to their configuration',
    response: 'Nothing.',
    async handle({ simulation }) {
      await Promise.all([...simulation.worlds.keys()].map((agb) => createOrganization(simulation, agb).reset()));
      simulation.unroutedRequests.clear();
    },
  }),
  adminRoute({
    method: 'get',
    path: '/organizations',
    summary: 'The organizations',
    response: '`organizations`, each with `agb`, `name`, `appointmentTypes`, `schedules` and `patients`.',
    handle: ({ simulation }) => ({
      organizations: [...simulation.worlds.keys()].map((agb) => describeOrganization(simulation, agb)),
    }),
  }),
  adminRoute({
    method: 'post',
    path: '/organizations',
    summary: 'Create an organization',
    response: 'The organization.',
    status: 201,
    input: organizationSchema,
    async handle({ simulation, input }) {
      const world = await simulation.add(input);
      return describeOrganization(simulation, world.practice.agb);
    },
  }),
  adminRoute({
    method: 'get',
    path: ORGANIZATION_PATH,
    summary: 'An organization',
    response: 'The organization, with its `clock`.',
    handle: ({ simulation, organization }) => ({
      ...describeOrganization(simulation, organization().agb),
      clock: organization().clock.view(),
    }),
  }),
  adminRoute({
    method: 'delete',
    path: ORGANIZATION_PATH,
    summary: 'Delete an organization with all its data',
    response: 'Nothing.',
    async handle({ simulation, organization }) {
      await simulation.drop(organization().agb as Agb);
    },
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/reset`,
    summary: 'Reset appointments, clock, faults, defects, journal and callbacks to the configuration',
    response: 'Nothing.',
    handle: ({ organization }) => organization().reset(),
  }),
];

export function describeHealth(simulation: Simulation, version: string) {
  return { status: 'ok', version, organizations: simulation.worlds.size };
}

function describeOrganization(simulation: Simulation, agb: string) {
  const world = simulation.worlds.get(agb as Agb);
  if (!world) throw new ControlError('not-found', 'unknown organization');
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

export const SNAPSHOT_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/snapshot`,
    summary: 'The whole state of the organization, to restore later or to attach to a bug report',
    response: 'The snapshot, with pseudonyms for people unless `identities=original`.',
    input: object({}, { identities: oneOf(['pseudonyms', 'original', 'as-told']) }),
    // `as-told` is the former name of `original`.
    handle: ({ organization, input: { identities = 'pseudonyms' } }) =>
      organization().snapshot({ identities: identities === 'as-told' ? 'original' : identities }),
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/snapshot`,
    summary: 'Replace the whole state by a snapshot; creates the organization if it does not exist',
    response: 'Nothing.',
    input: snapshotSchema,
    async handle({ simulation, parameter, input }) {
      await simulation.replace(await restoreWorld(input, simulation.dependencies, parameter('agb')));
    },
  }),
];
