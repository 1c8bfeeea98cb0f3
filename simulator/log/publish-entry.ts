import { type Delivery, hasEnded } from '../domain/callback/delivery.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import type { LogEntry } from './entry.ts';

/** Passes the requests and the ended deliveries of another process on to callers of this one who wait for them. */
export function publishEntry(world: World, { records }: LogEntry): void {
  for (const request of Object.values(records.request ?? {})) world.completedRequests.publish(request as JournalEntry);
  for (const delivery of Object.values(records.delivery ?? {})) {
    if (delivery && hasEnded(delivery as Delivery)) world.endedDeliveries.publish(delivery as Delivery);
  }
}
