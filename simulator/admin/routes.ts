import type { AdminRoute } from './route.ts';
import { AGENDA_ROUTES } from './routes/agenda.ts';
import { DELIVERIES_ROUTES } from './routes/deliveries.ts';
import { DEVIATIONS_ROUTES } from './routes/deviations.ts';
import { LOG_ROUTES } from './routes/log.ts';
import { ORGANIZATIONS_ROUTES, SNAPSHOT_ROUTES } from './routes/organizations.ts';
import { REQUESTS_ROUTES } from './routes/requests.ts';

/** The routes of the control interface, in the order of its description. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  ...ORGANIZATIONS_ROUTES,
  ...REQUESTS_ROUTES,
  ...LOG_ROUTES,
  ...AGENDA_ROUTES,
  ...DELIVERIES_ROUTES,
  ...DEVIATIONS_ROUTES,
  ...SNAPSHOT_ROUTES,
];
