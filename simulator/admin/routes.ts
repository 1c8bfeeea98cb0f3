import type { AdminRoute } from './route.ts';
import { APPOINTMENTS_ROUTES, CLOCK_ROUTES, SLOTS_ROUTES } from './routes/agenda.ts';
import { DELIVERIES_ROUTES } from './routes/deliveries.ts';
import { DEFECTS_ROUTES, FAULTS_ROUTES } from './routes/deviations.ts';
import { ORGANIZATIONS_ROUTES, SNAPSHOT_ROUTES } from './routes/organizations.ts';
import { REQUESTS_ROUTES } from './routes/requests.ts';
/** The routes of the control interface, in the order of its description. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  ...ORGANIZATIONS_ROUTES,
  ...REQUESTS_ROUTES,
  ...CLOCK_ROUTES,
  ...APPOINTMENTS_ROUTES,
  ...SLOTS_ROUTES,
  ...DELIVERIES_ROUTES,
  ...FAULTS_ROUTES,
  ...DEFECTS_ROUTES,
  ...SNAPSHOT_ROUTES,
];
