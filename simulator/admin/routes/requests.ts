import { formatInstant } from '../../../fhir/instant.ts';
import { defined } from '../../../schema/defined.ts';
import { type RequestCriteria, requestCriteriaSchema } from '../../control/inputs.ts';
import { requestView } from '../../control/views.ts';
import type { Simulation } from '../../simulation.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';

/** Returns the requests of all organizations and requests without an organization, by time. */
function allRequests(simulation: Simulation, criteria: RequestCriteria) {
  const find = (organization: string | undefined, journal: Simulation['unroutedRequests']) =>
    journal.find(criteria).map((entry) => ({ at: entry.at, organization, view: requestView(entry, formatInstant) }));
  const all = [...simulation.worlds.values()].flatMap((world) => find(world.practice.agb, world.journal));
  return [...all, ...find(undefined, simulation.unroutedRequests)]
    .sort((a, b) => a.at - b.at)
    .map(({ organization, view }) => ({ ...defined({ organization }), ...view }));
}

export const REQUESTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/requests',
    summary: 'The requests to all organizations, and requests without an organization',
    response: '`requests`, oldest first, each with its `organization`.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute({
    method: 'post',
    path: '/requests/find',
    summary: 'The same, with the criteria in the body',
    response: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute({
    method: 'post',
    path: '/requests/count',
    summary: 'The number of matching requests',
    response: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ count: allRequests(simulation, input).length }),
  }),
  adminRoute({
    method: 'delete',
    path: '/requests',
    summary: 'Delete all requests',
    response: 'Nothing.',
    handle({ simulation }) {
      for (const world of simulation.worlds.values()) world.journal.clear();
      simulation.unroutedRequests.clear();
    },
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/requests`,
    summary: 'The journal',
    response: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ requests: organization().requests.find(input) }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/requests/find`,
    summary: 'The same, with the criteria in the body',
    response: '`requests`, oldest first.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ requests: organization().requests.find(input) }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/requests/count`,
    summary: 'The number of matching requests',
    response: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ count: organization().requests.count(input) }),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/requests/{id}`,
    summary: 'A request with the reason of its response',
    response:
      'The request, with `why`: for a slot search the number of excluded slots by reason, for a rejected booking the holder of the slot and the time.',
    handle: ({ organization, parameter }) => organization().requests.explain(Number(parameter('id'))),
  }),
  adminRoute({
    method: 'delete',
    path: `${ORGANIZATION_PATH}/requests`,
    summary: 'Delete the requests of the organization',
    response: 'Nothing.',
    handle: ({ organization }) => organization().requests.clear(),
  }),
];
