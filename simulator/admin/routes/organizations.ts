import { type Agb, parseAgb } from '../../../fhir/agb.ts';
import { defined } from '../../../schema/defined.ts';
import { array, integer, number, object, oneOf, openObject, string } from '../../../schema/schema.ts';
import { ControlError, requireKnown } from '../../control/control-error.ts';
import { loggedInPatientSchema } from '../../control/inputs.ts';
import { nextSchema, pageSchema, toPage } from '../../control/pages.ts';
import { restoreWorld } from '../../control/snapshot/restore.ts';
import { snapshotSchema } from '../../control/snapshot/schema.ts';
import { clockSchema, patientSchema } from '../../control/views.ts';
import { organizationChangesSchema } from '../../practice/changes.ts';
import { organizationSchema, practitionersOf } from '../../practice/schema.ts';
import type { Simulation } from '../../simulation.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH, organizationRoute } from '../route.ts';

const text = string();

const organizationView = openObject(
  {
    agb: text,
    name: text,
    dialect: text,
    appointmentTypes: array(
      openObject({
        system: text,
        code: text,
        display: text,
        minutes: number(),
        approval: oneOf(['none', 'manual', 'timed']),
      }),
    ),
    schedules: array(openObject({ id: text, practitioners: array(text) })),
    patients: array(text, { description: '`Patient/{id}`.' }),
  },
  { clock: clockSchema },
  {
    title: 'OrganizationView',
    description: 'An organization; the clock only in the response for a single organization.',
  },
);

const LOGGED_IN_PATIENT = { description: '`patient`: the id, or `unknown`.', schema: loggedInPatientSchema };

export const ORGANIZATIONS_ROUTES: readonly AdminRoute[] = [
  adminRoute('get', '/', 'The entry point', {
    response: {
      description: 'The main paths of the control interface.',
      schema: openObject({ docs: text, description: text, health: text, organizations: text, requests: text }),
    },
    handle: () => ({
      docs: '/__admin/docs',
      description: '/__admin/openapi.json',
      health: '/__admin/health',
      organizations: '/__admin/organizations',
      requests: '/__admin/requests',
    }),
  }),
  adminRoute('get', '/health', 'Whether the simulator is up; requires no token', {
    response: {
      description:
        '`status` `ok`, the `version`, and the number of `organizations`; with a store in PostgreSQL, of those that are open in this process.',
      schema: openObject({ status: oneOf(['ok']), version: text, organizations: integer({ minimum: 0 }) }),
    },
    handle: ({ simulation, version }) => describeHealth(simulation, version),
  }),
  adminRoute('post', '/reset', 'Reset all organizations to their configuration, except those whose log is damaged', {
    isAsync: true,
    handle: ({ simulation }) => simulation.resetAll(),
  }),
  adminRoute('get', '/organizations', 'The organizations', {
    response: {
      description:
        '`organizations` by AGB code, each with `agb`, `name`, `appointmentTypes`, `schedules` and `patients`. Those whose log is damaged are left out.',
      schema: openObject({ organizations: array(organizationView) }, { next: nextSchema }),
    },
    input: pageSchema,
    async handle({ simulation, input }) {
      const all = await simulation.organizations.list();
      const { items, next } = toPage(
        all,
        input,
        (agb) => [Number(agb)],
        (agb) => agb,
      );
      const organizations = [];
      for (const agb of items) {
        // Dropped meanwhile, or damaged, an organization is left out.
        if (await simulation.organizations.enterIntact(agb)) organizations.push(describeOrganization(simulation, agb));
      }
      return defined({ organizations, next });
    },
  }),
  adminRoute('post', '/organizations', 'Create an organization', {
    response: { description: 'The organization.', schema: organizationView },
    status: 201,
    input: organizationSchema,
    hasLargeInput: true,
    async handle({ simulation, input }) {
      const world = await simulation.add(input);
      return describeOrganization(simulation, world.practice.agb);
    },
  }),
  organizationRoute('get', '', 'An organization', {
    response: { description: 'The organization, with its `clock`.', schema: organizationView },
    handle: ({ agb, clock }, { simulation }) => ({ ...describeOrganization(simulation, agb), clock: clock.view() }),
  }),
  adminRoute('delete', ORGANIZATION_PATH, 'Delete an organization with all its data', {
    isAsync: true,
    skipsOpening: true,
    async handle({ simulation, agb }) {
      const known = parseAgb(agb);
      if (!known || !(await simulation.organizations.drop(known)))
        throw new ControlError('not-found', 'unknown organization');
    },
  }),
  organizationRoute(
    'post',
    '/copy',
    'Create an organization like this one, with an unused AGB code: one for each test',
    {
      response: { description: 'The new organization.', schema: organizationView },
      status: 201,
      input: organizationChangesSchema,
      optionalInput: true,
      hasLargeInput: true,
      isAsync: true,
      async handle({ agb }, { simulation, input }) {
        const world = await simulation.addCopy(agb, input);
        return describeOrganization(simulation, world.practice.agb);
      },
    },
  ),
  organizationRoute('get', '/patients', 'The patients whom the practice knows, without BSNs', {
    response: {
      description: '`patients`, with the names of those of the configuration.',
      schema: openObject({ patients: array(patientSchema) }),
    },
    handle: ({ patients }) => ({ patients: patients() }),
  }),
  organizationRoute('get', '/patient', 'The patient who is logged in, whom GET /Patient returns', {
    response: LOGGED_IN_PATIENT,
    handle: ({ loggedInPatient }) => ({ patient: loggedInPatient.get() }),
  }),
  organizationRoute('put', '/patient', 'Log another patient in', {
    response: LOGGED_IN_PATIENT,
    input: loggedInPatientSchema,
    handle({ loggedInPatient }, { input }) {
      loggedInPatient.set(input.patient);
      return { patient: loggedInPatient.get() };
    },
  }),
  organizationRoute(
    'post',
    '/reset',
    'Reset appointments, clock, faults, defects, journal and callbacks to the configuration',
    { isAsync: true, handle: (organization) => organization.reset() },
  ),
];

export function describeHealth(simulation: Simulation, version: string) {
  return { status: 'ok', version, organizations: simulation.organizations.known().length };
}

function describeOrganization(simulation: Simulation, agb: string) {
  const { world } = requireKnown(simulation.organizations.get(agb as Agb), 'organization');
  const { name, types, dialect, practitioners, patients } = world.practice;
  const names = new Map(practitioners.map((practitioner) => [practitioner.id, practitioner.name]));
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
    // From the configuration: a list of organizations need not create their agendas.
    schedules: world.configuration.schedules.map((schedule) => ({
      id: schedule.id,
      practitioners: practitionersOf(schedule).map(({ id }) => names.get(id)),
    })),
    patients: patients.map(({ reference }) => reference),
  };
}

export const SNAPSHOT_ROUTES: readonly AdminRoute[] = [
  organizationRoute(
    'get',
    '/snapshot',
    'The whole state of the organization, to restore later or to attach to a bug report',
    {
      response: {
        description: 'The snapshot, with pseudonyms for people unless `identities=original`.',
        schema: snapshotSchema,
      },
      input: object({}, { identities: oneOf(['pseudonyms', 'original', 'as-told']) }),
      // `as-told` is the former name of `original`.
      handle: (organization, { input: { identities = 'pseudonyms' } }) =>
        organization.snapshot({ identities: identities === 'as-told' ? 'original' : identities }),
    },
  ),
  adminRoute(
    'put',
    `${ORGANIZATION_PATH}/snapshot`,
    'Replace the whole state by a snapshot; creates the organization if it does not exist',
    {
      input: snapshotSchema,
      hasLargeInput: true,
      isAsync: true,
      async handle({ simulation, agb, input }) {
        await simulation.put(await restoreWorld(input, simulation.dependencies, agb));
      },
    },
  ),
];
