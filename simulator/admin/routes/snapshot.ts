import { object, oneOf } from '../../../schema/schema.ts';
import { restoreWorld } from '../../control/snapshot/restore.ts';
import { snapshotSchema } from '../../control/snapshot/schema.ts';
import { type AdminRoute, adminRoute, ONE } from '../route.ts';

/** Snapshots. */
export const SNAPSHOT_ROUTES: readonly AdminRoute[] = [
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
    input: snapshotSchema,
    async handle({ simulation, parameter, input }) {
      await simulation.replace(await restoreWorld(input, simulation.dependencies, parameter('agb')));
    },
  }),
];
