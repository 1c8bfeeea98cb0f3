import { integer, object, oneOf } from '../../../schema/schema.ts';
import { organizationEventSchema } from '../../control/feed/event-view.ts';
import { replayLog } from '../../control/log/replay.ts';
import { recordedLogSchema, replaySchema } from '../../control/log/schema.ts';
import { restoreWorld } from '../../control/snapshot/restore.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH, organizationRoute } from '../route.ts';

const feedOptionsSchema = object(
  {},
  {
    after: integer({
      minimum: 0,
      description: 'Resumes after the event with this id, as the header `Last-Event-ID` does. Default: from now on.',
    }),
  },
);

/** The log of an organization: the live feed, and the log as a bug report. */
export const LOG_ROUTES: readonly AdminRoute[] = [
  organizationRoute('get', '/events', 'The live feed of requests and changes, as server-sent events', {
    response: {
      description:
        'A stream (`text/event-stream`) that ends when the organization is deleted. The `id` of an event is the number in the log of the organization, its `event` is the `type`, and `data` is JSON in one line.',
      schema: organizationEventSchema,
      isStream: true,
    },
    input: feedOptionsSchema,
    handle: (organization, { input }) => organization.events(input),
  }),
  organizationRoute('get', '/log', 'The last entries of the log after the state before them: a bug report to replay', {
    response: {
      description: 'The log, with pseudonyms for people unless `identities=original`.',
      schema: recordedLogSchema,
    },
    input: object({}, { identities: oneOf(['pseudonyms', 'original']) }),
    handle: (organization, { input }) => organization.log(input),
  }),
  adminRoute(
    'put',
    `${ORGANIZATION_PATH}/log`,
    'Replace the whole state by the one after an entry of a log; creates the organization if it does not exist',
    {
      input: replaySchema,
      hasLargeInput: true,
      isAsync: true,
      async handle({ simulation, agb, input: { log, until } }) {
        await simulation.put(await restoreWorld(replayLog(log, until), simulation.dependencies, agb));
      },
    },
  ),
];
