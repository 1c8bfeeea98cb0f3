/** The commands of the wire, by the control interface. */
import type { DeliveryProgressView, RequestView } from '../../../simulator/index.ts';
import { organizationPath } from '../app/api.ts';
import { saveFile } from '../app/save-file.ts';
import { agb, command, readAll } from '../app/state.ts';
import type { WireMessage } from './messages.ts';

/** Deletes the requests of the organization; their numbers go on. */
export const clearRequests = (): Promise<void> => command('DELETE', '/requests');

/** Pauses all callbacks, or resumes them. */
export const setPaused = (isPaused: boolean): Promise<void> =>
  command('POST', `/deliveries/${isPaused ? 'pause' : 'resume'}`);

/** Sends a callback again, in any state. */
export const replayDelivery = (id: string): Promise<void> =>
  command('POST', `/deliveries/${encodeURIComponent(id)}/replay`);

/** Saves the requests and callbacks of some messages as JSON, as the interface has them. */
export async function exportExchanges(messages: readonly WireMessage[]): Promise<void> {
  const organization = agb.peek() ?? '';
  const exchanges = messages.flatMap(({ exchange }) => exchange ?? []);
  const requestIds = new Set(exchanges.map((each) => (each.kind === 'request' ? each.request.id : undefined)));
  const deliveryIds = new Set(exchanges.map((each) => (each.kind === 'delivery' ? each.delivery.id : undefined)));
  const [requests, deliveries] = await Promise.all([
    readAll<RequestView>(organizationPath(organization, '/requests?limit=1000'), 'requests'),
    readAll<DeliveryProgressView>(organizationPath(organization, '/deliveries?limit=1000'), 'deliveries'),
  ]);
  const selection = {
    organization,
    requests: requests.filter(({ id }) => requestIds.has(id)),
    deliveries: deliveries.filter(({ id }) => deliveryIds.has(id)),
  };
  saveFile(new Blob([JSON.stringify(selection, null, 2)], { type: 'application/json' }), `wire-${organization}.json`);
}
