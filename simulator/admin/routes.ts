import type { AdminRoute } from './route.ts';
import { APPOINTMENTS_ROUTES } from './routes/appointments.ts';
import { CLOCK_ROUTES } from './routes/clock.ts';
import { DEFECTS_ROUTES } from './routes/defects.ts';
import { DELIVERIES_ROUTES } from './routes/deliveries.ts';
import { FAULTS_ROUTES } from './routes/faults.ts';
import { ORGANIZATIONS_ROUTES } from './routes/organizations.ts';
import { REQUESTS_ROUTES } from './routes/requests.ts';
import { SLOTS_ROUTES } from './routes/slots.ts';
import { SNAPSHOT_ROUTES } from './routes/snapshot.ts';

/** The control interface, in the order in which its description lists it. */
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
