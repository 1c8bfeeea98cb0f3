import { formatInstant } from '../../../fhir/instant.ts';
import { type RequestCriteria, requestCriteriaSchema } from '../../control/inputs.ts';
import { requestView } from '../../control/views.ts';
import type { Simulation } from '../../simulation.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';

/** Every request of every organization, and those that were for none, by time. */
function allRequests(simulation: Simulation, criteria: RequestCriteria) {
  const of = (organization: string | undefined, journal: Simulation['unroutedRequests']) =>
    journal.find(criteria).map((entry) => ({ at: entry.at, organization, view: requestView(entry, formatInstant) }));
  const all = [...simulation.worlds.values()].flatMap((world) => of(world.practice.agb, world.journal));
  return [...all, ...of(undefined, simulation.unroutedRequests)]
    .sort((a, b) => a.at - b.at)
    .map(({ organization, view }) => ({ ...(organization === undefined ? {} : { organization }), ...view }));
}

/** The journal. */
export const REQUESTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/requests',
    summary: 'Requests to all organizations, and those that were for none',
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
    summary: 'How many requests are meant',
    response: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ count: allRequests(simulation, input).length }),
  }),
  adminRoute({
    method: 'delete',
    path: '/requests',
    summary: 'Forget all requests',
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
    summary: 'How many requests are meant',
    response: '`count`.',
    input: requestCriteriaSchema,
    handle: ({ organization, input }) => ({ count: organization().requests.count(input) }),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/requests/{id}`,
    summary: 'One request, and why it was answered as it was',
    response:
      'The request, with `why`: for a search for slots how many were left out for which reason, for a refused booking who had the slot and since when.',
    handle: ({ organization, parameter }) => organization().requests.explain(Number(parameter('id'))),
  }),
  adminRoute({
    method: 'delete',
    path: `${ORGANIZATION_PATH}/requests`,
    summary: 'Forget its requests',
    response: 'Nothing.',
    handle: ({ organization }) => organization().requests.clear(),
  }),
];
