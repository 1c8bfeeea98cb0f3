import type { Agb } from '../../../fhir/agb.ts';
import { formatInstant } from '../../../fhir/instant.ts';
import { defined } from '../../../schema/defined.ts';
import { array, integer, openObject } from '../../../schema/schema.ts';
import { isNotFound } from '../../control/control-error.ts';
import type { Organization } from '../../control/organization.ts';
import { nextSchema, type PageOptions, toPage, withPage } from '../../control/pages.ts';
import { requestDetailsSchema } from '../../control/request-details.ts';
import { requestSchema, requestView } from '../../control/views.ts';
import type { Simulation } from '../../simulation.ts';
import { type Journal, type JournalEntry, type RequestCriteria, requestCriteriaSchema } from '../../world/journal.ts';
import { type AdminRoute, adminRoute, organizationRoute } from '../route.ts';

interface FoundRequest {
  readonly organization: Agb | undefined;
  readonly entry: JournalEntry;
}

interface OwnedJournal {
  readonly organization: Agb | undefined;
  readonly journal: Journal;
}

/**
 * Returns the journals of the open organizations, and that of requests without an organization. To open all organizations of
 * a store for them would take its whole memory.
 */
async function listJournals({ organizations, unroutedRequests }: Simulation): Promise<readonly OwnedJournal[]> {
  const worlds = await organizations.freshWorlds();
  const routed = worlds.map(({ practice, journal }) => ({ organization: practice.agb, journal }));
  return [...routed, { organization: undefined, journal: unroutedRequests }];
}

function* findRequests(journals: readonly OwnedJournal[], criteria: RequestCriteria): Iterable<FoundRequest> {
  for (const { organization, journal } of journals)
    for (const entry of journal.find(criteria)) yield { organization, entry };
}

async function countRequests(simulation: Simulation, criteria: RequestCriteria): Promise<number> {
  const journals = await listJournals(simulation);
  return journals.reduce((sum, { journal }) => sum + journal.find(criteria).length, 0);
}

/** Returns a page of them, by time. */
async function pageOfRequests(simulation: Simulation, input: RequestCriteria & PageOptions) {
  const { items, next } = toPage(
    findRequests(await listJournals(simulation), input),
    input,
    ({ organization, entry }) => [entry.at, Number(organization ?? 0), entry.id],
    ({ organization, entry }) => defined({ organization, ...requestView(entry, formatInstant) }),
  );
  return defined({ requests: items, next });
}

function pageOfJournal({ requests }: Organization, input: RequestCriteria & PageOptions) {
  const { items, next } = requests.page(input);
  return defined({ requests: items, next });
}

/** The limits of the requests of all organizations. */
const OPEN_ONES =
  'With a store: of the organizations that are open in this process, which were used in the last five minutes or are in the configuration';
const pageCriteriaSchema = withPage(requestCriteriaSchema);
const requests = openObject({ requests: array(requestSchema) }, { next: nextSchema });
const REQUESTS = { description: '`requests`, oldest first.', schema: requests };
const COUNT = { description: '`count`.', schema: openObject({ count: integer({ minimum: 0 }) }) };

export const REQUESTS_ROUTES: readonly AdminRoute[] = [
  adminRoute(
    'get',
    '/requests',
    `The requests to all organizations, and requests without an organization. ${OPEN_ONES}`,
    {
      response: { description: '`requests`, oldest first, each with its `organization`.', schema: requests },
      input: pageCriteriaSchema,
      handle: ({ simulation, input }) => pageOfRequests(simulation, input),
    },
  ),
  adminRoute('post', '/requests/find', `The same, with the criteria in the body. ${OPEN_ONES}`, {
    response: REQUESTS,
    input: pageCriteriaSchema,
    handle: ({ simulation, input }) => pageOfRequests(simulation, input),
  }),
  adminRoute('post', '/requests/count', `The number of matching requests. ${OPEN_ONES}`, {
    response: COUNT,
    input: requestCriteriaSchema,
    handle: async ({ simulation, input }) => ({ count: await countRequests(simulation, input) }),
  }),
  adminRoute('delete', '/requests', `Delete all requests. ${OPEN_ONES}`, {
    isAsync: true,
    async handle({ simulation }) {
      const cause = { kind: 'command', name: 'requests.clear' } as const;
      for (const { practice } of simulation.organizations.worlds()) {
        try {
          await simulation.organizations.turn(practice.agb, cause, ({ journal }) => journal.clear());
        } catch (error) {
          // Dropped meanwhile.
          if (!isNotFound(error)) throw error;
        }
      }
      simulation.unroutedRequests.clear();
    },
  }),
  organizationRoute('get', '/requests', 'The journal', {
    response: REQUESTS,
    input: pageCriteriaSchema,
    handle: (organization, { input }) => pageOfJournal(organization, input),
  }),
  organizationRoute('post', '/requests/find', 'The same, with the criteria in the body', {
    response: REQUESTS,
    input: pageCriteriaSchema,
    handle: (organization, { input }) => pageOfJournal(organization, input),
  }),
  organizationRoute('post', '/requests/count', 'The number of matching requests', {
    response: COUNT,
    input: requestCriteriaSchema,
    handle: (organization, { input }) => ({ count: organization.requests.count(input) }),
  }),
  organizationRoute('get', '/requests/{id}', 'A request with its response, and the reason of it', {
    response: {
      description:
        'The request with its `response`, the `clauses` that it touches, the `curl` that repeats it, and `why`: for a slot search the number of excluded slots by reason, for a rejected booking the holder of the slot and the time.',
      schema: requestDetailsSchema,
    },
    handle: (organization, { id }) => organization.requests.explain(Number(id)),
  }),
  organizationRoute('delete', '/requests', 'Delete the requests of the organization', {
    handle: (organization) => organization.requests.clear(),
  }),
];
