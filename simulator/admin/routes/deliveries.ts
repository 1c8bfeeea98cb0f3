import { defined } from '../../../schema/defined.ts';
import { array, boolean, openObject } from '../../../schema/schema.ts';
import { deliveryCriteriaSchema } from '../../control/inputs.ts';
import { nextSchema, withPage } from '../../control/pages.ts';
import { deliverySchema, urlTrialSchema } from '../../control/views.ts';
import { callbacksSchema } from '../../domain/callback/settings.ts';
import { type AdminRoute, organizationRoute } from '../route.ts';

const DELIVERY = { description: 'The delivery.', schema: deliverySchema };
const SETTINGS = { description: 'The settings.', schema: callbacksSchema };

/** Callbacks to Spreekuur.nl. */
export const DELIVERIES_ROUTES: readonly AdminRoute[] = [
  organizationRoute('get', '/deliveries', 'The callbacks to Spreekuur.nl with their attempts', {
    response: {
      description: '`deliveries`, oldest first, and whether they are `paused`.',
      schema: openObject({ paused: boolean(), deliveries: array(deliverySchema) }, { next: nextSchema }),
    },
    input: withPage(deliveryCriteriaSchema),
    handle({ deliveries }, { input }) {
      const { items, next } = deliveries.page(input);
      return defined({ paused: deliveries.paused, deliveries: items, next });
    },
  }),
  organizationRoute('get', '/deliveries/{id}', 'A callback', {
    response: DELIVERY,
    handle: ({ deliveries }, { id }) => deliveries.get(id),
  }),
  organizationRoute('post', '/deliveries/{id}/replay', 'Send a callback again, in any state', {
    response: DELIVERY,
    handle: ({ deliveries }, { id }) => deliveries.replay(id),
  }),
  organizationRoute('post', '/deliveries/pause', 'Pause callbacks', {
    handle: ({ deliveries }) => deliveries.pause(),
  }),
  organizationRoute('post', '/deliveries/resume', 'Resume callbacks', {
    handle: ({ deliveries }) => deliveries.resume(),
  }),
  organizationRoute('get', '/callbacks', 'The settings of callbacks', {
    response: { description: 'The settings, as in the configuration.', schema: callbacksSchema },
    handle: ({ callbacks }) => callbacks.get(),
  }),
  organizationRoute('patch', '/callbacks', 'Change some settings of callbacks, such as the url', {
    response: SETTINGS,
    input: callbacksSchema,
    handle({ callbacks }, { input }) {
      callbacks.set({ ...callbacks.get(), ...input });
      return callbacks.get();
    },
  }),
  organizationRoute('post', '/callbacks/try', 'Try to reach the url of callbacks, with nothing of a patient', {
    response: { description: 'Whether the url was reached within 5 seconds.', schema: urlTrialSchema },
    isAsync: true,
    handle: ({ callbacks }) => callbacks.try(),
  }),
  organizationRoute('put', '/callbacks', 'Replace the settings of callbacks', {
    response: SETTINGS,
    input: callbacksSchema,
    handle({ callbacks }, { input }) {
      callbacks.set(input);
      return callbacks.get();
    },
  }),
];
