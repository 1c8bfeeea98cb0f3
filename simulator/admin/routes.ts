import type { AdminRoute } from './route.ts';
import { AGENDA_ROUTES } from './routes/agenda.ts';
import { DELIVERIES_ROUTES } from './routes/deliveries.ts';
import { DEVIATIONS_ROUTES } from './routes/deviations.ts';
import { LOG_ROUTES } from './routes/log.ts';
import { ORGANIZATIONS_ROUTES, SNAPSHOT_ROUTES } from './routes/organizations.ts';
import { REQUESTS_ROUTES } from './routes/requests.ts';

/** The routes of the control interface by subject, in the order of its description. */
export const ROUTE_GROUPS: Readonly<Record<string, readonly AdminRoute[]>> = {
  Organizations: ORGANIZATIONS_ROUTES,
  Requests: REQUESTS_ROUTES,
  Log: LOG_ROUTES,
  Agenda: AGENDA_ROUTES,
  Callbacks: DELIVERIES_ROUTES,
  'Faults and defects': DEVIATIONS_ROUTES,
  Snapshots: SNAPSHOT_ROUTES,
};

/** All of them. */
export const ADMIN_ROUTES: readonly AdminRoute[] = Object.values(ROUTE_GROUPS).flat();
