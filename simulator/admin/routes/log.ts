import { integer, object } from '../../../schema/schema.ts';
import { organizationEventSchema } from '../../control/feed/event-view.ts';
import { type AdminRoute, organizationRoute } from '../route.ts';

const feedOptionsSchema = object(
  {},
  {
    after: integer({
      minimum: 0,
      description: 'Resumes after the event with this id, as the header `Last-Event-ID` does. Default: from now on.',
    }),
  },
);

/** The log of an organization: the live feed. */
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
];
