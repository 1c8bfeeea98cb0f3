import { deliveryCriteriaSchema } from '../../control/inputs.ts';
import { callbacksSchema } from '../../domain/callback/settings.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';

/** Callbacks to Spreekuur.nl. */
export const DELIVERIES_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/deliveries`,
    summary: 'The callbacks to Spreekuur.nl with their attempts',
    response: '`deliveries`, and whether they are `paused`.',
    input: deliveryCriteriaSchema,
    handle: ({ organization, input }) => {
      const { deliveries } = organization();
      return { paused: deliveries.paused, deliveries: deliveries.list(input) };
    },
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/deliveries/{id}`,
    summary: 'A callback',
    response: 'The delivery.',
    handle: ({ organization, parameter }) => organization().deliveries.get(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/deliveries/{id}/replay`,
    summary: 'Send a callback again, in any state',
    response: 'The delivery.',
    handle: ({ organization, parameter }) => organization().deliveries.replay(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/deliveries/pause`,
    summary: 'Pause callbacks',
    response: 'Nothing.',
    handle: ({ organization }) => organization().deliveries.pause(),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/deliveries/resume`,
    summary: 'Resume callbacks',
    response: 'Nothing.',
    handle: ({ organization }) => organization().deliveries.resume(),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/callbacks`,
    summary: 'The settings of callbacks',
    response: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().callbacks.get(),
  }),
  adminRoute({
    method: 'patch',
    path: `${ORGANIZATION_PATH}/callbacks`,
    summary: 'Change some settings of callbacks, such as the url',
    response: 'The settings.',
    input: callbacksSchema,
    handle({ organization, input }) {
      const { callbacks } = organization();
      callbacks.set({ ...callbacks.get(), ...input });
      return callbacks.get();
    },
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/callbacks`,
    summary: 'Replace the settings of callbacks',
    response: 'The settings.',
    input: callbacksSchema,
    handle({ organization, input }) {
      organization().callbacks.set(input);
      return organization().callbacks.get();
    },
  }),
];
