import { nextDue } from '../world/records.ts';
import type { OrganizationLog } from './organization-log.ts';

/** Returns whether an organization must stay open: something runs, waits or listens, or its defects need it. */
export function isBusy(log: OrganizationLog): boolean {
  const { world } = log;
  const due = nextDue(world);
  return (
    log.hasListeners ||
    log.isPending ||
    world.defects.needOpenOrganization ||
    world.clock.isBusy ||
    world.deliveries.isSending ||
    (due !== undefined && due <= world.dependencies.system.now())
  );
}
