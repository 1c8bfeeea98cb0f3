import type { Delivery } from '../domain/callback/delivery.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { numberOf } from '../world/delivery-store.ts';
import { tryCallbackUrl } from '../world/try-callback-url.ts';
import type { World } from '../world/world.ts';
import { ControlError, requireKnown } from './control-error.ts';
import { createInputReader, type DeliveryCriteria } from './inputs.ts';
import { DEFAULT_TIMEOUT_MS, type Organization, type RunCommand } from './organization.ts';
import { toPage } from './pages.ts';
import { type DeliveryView, deliveryView } from './views.ts';

const readCallbacks = createInputReader(callbacksSchema);

export function deliveriesControl(
  world: () => World,
  command: RunCommand,
): Pick<Organization, 'deliveries' | 'callbacks'> {
  const view = (delivery: Delivery): DeliveryView => deliveryView(world(), delivery);
  const find = (criteria: DeliveryCriteria) =>
    world()
      .deliveries.list()
      .filter((delivery) => matchesCriteria(delivery, criteria));
  const getDelivery = (id: string) => requireKnown(world().deliveries.get(id), 'delivery');
  return {
    deliveries: {
      list: (criteria = {}) => find(criteria).map(view),
      page: (criteria = {}) => toPage(find(criteria), criteria, ({ id }) => [numberOf(id)], view),
      get: (id) => view(getDelivery(id)),
      async next(criteria = {}, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
        const what = `delivery ${JSON.stringify(criteria)} has ended`;
        return view(
          await world().endedDeliveries.next((delivery) => matchesCriteria(delivery, criteria), what, timeoutMs),
        );
      },
      replay: (id) =>
        command('deliveries.replay', () => {
          getDelivery(id);
          const replayed = world().deliveries.replay(id);
          if (!replayed) throw new ControlError('conflict', 'the delivery is being sent');
          return view(replayed);
        }),
      pause: () => command('deliveries.pause', () => world().deliveries.pause()),
      resume: () => command('deliveries.resume', () => world().deliveries.resume()),
      get paused() {
        return world().deliveries.paused;
      },
    },
    callbacks: {
      get: () => world().deliveries.settings,
      set: (settings) => command('callbacks.set', () => world().deliveries.configure(readCallbacks(settings))),
      async try() {
        const { deliveries, dependencies } = world();
        const { url } = deliveries.settings;
        if (url === undefined) throw new ControlError('conflict', 'callbacks have no url: set it first');
        return { url, ...(await tryCallbackUrl(dependencies.system, url)) };
      },
    },
  };
}

function matchesCriteria(delivery: Delivery, { operation, appointment, state }: DeliveryCriteria): boolean {
  return (
    (operation === undefined || delivery.operation === operation) &&
    (appointment === undefined || delivery.appointment === appointment) &&
    (state === undefined || delivery.state === state)
  );
}
