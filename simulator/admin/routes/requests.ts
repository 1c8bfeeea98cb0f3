import { formatInstant } from '../../../fhir/instant.ts';
import { defined } from '../../../schema/defined.ts';
import { array, integer, openObject } from '../../../schema/schema.ts';
import { explainedRequestSchema, requestSchema, requestView } from '../../control/views.ts';
import type { Simulation } from '../../simulation.ts';
import { type RequestCriteria, requestCriteriaSchema } from '../../world/journal.ts';
import { type AdminRoute, adminRoute, organizationRoute } from '../route.ts';

/** Returns the requests of all organizations and requests without an organization, by time. */
function allRequests(simulation: Simulation, criteria: RequestCriteria) {
  const find = (organization: string | undefined, journal: Simulation['unroutedRequests']) =>
    journal.find(criteria).map((entry) => ({ at: entry.at, organization, view: requestView(entry, formatInstant) }));
  const all = [...simulation.worlds.values()].flatMap((world) => find(world.practice.agb, world.journal));
  return [...all, ...find(undefined, simulation.unroutedRequests)]
    .sort((a, b) => a.at - b.at)
    .map(({ organization, view }) => defined({ organization, ...view }));
}

const requests = openObject({ requests: array(requestSchema) });
const REQUESTS = { description: '`requests`, oldest first.', schema: requests };
const COUNT = { description: '`count`.', schema: openObject({ count: integer({ minimum: 0 }) }) };

export const REQUESTS_ROUTES: readonly AdminRoute[] = [
  adminRoute('get', '/requests', 'The requests to all organizations, and requests without an organization', {
    response: { description: '`requests`, oldest first, each with its `organization`.', schema: requests },
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute('post', '/requests/find', 'The same, with the criteria in the body', {
    response: REQUESTS,
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ requests: allRequests(simulation, input) }),
  }),
  adminRoute('post', '/requests/count', 'The number of matching requests', {
    response: COUNT,
    input: requestCriteriaSchema,
    handle: ({ simulation, input }) => ({ count: allRequests(simulation, input).length }),
  }),
  adminRoute('delete', '/requests', 'Delete all requests', {
    handle({ simulation }) {
      for (const world of simulation.worlds.values()) world.journal.clear();
      simulation.unroutedRequests.clear();
    },
  }),
  organizationRoute('get', '/requests', 'The journal', {
    response: REQUESTS,
    input: requestCriteriaSchema,
    handle: (organization, { input }) => ({ requests: organization.requests.find(input) }),
  }),
  organizationRoute('post', '/requests/find', 'The same, with the criteria in the body', {
    response: REQUESTS,
    input: requestCriteriaSchema,
    handle: (organization, { input }) => ({ requests: organization.requests.find(input) }),
  }),
  organizationRoute('post', '/requests/count', 'The number of matching requests', {
    response: COUNT,
    input: requestCriteriaSchema,
    handle: (organization, { input }) => ({ count: organization.requests.count(input) }),
  }),
  organizationRoute('get', '/requests/{id}', 'A request with the reason of its response', {
    response: {
      description:
        'The request, with `why`: for a slot search the number of excluded slots by reason, for a rejected booking the holder of the slot and the time.',
      schema: explainedRequestSchema,
    },
    handle: (organization, { id }) => organization.requests.explain(Number(id)),
  }),
  organizationRoute('delete', '/requests', 'Delete the requests of the organization', {
    handle: (organization) => organization.requests.clear(),
  }),
];
