import { type AdminRoute, adminRoute, ONE } from '../route.ts';

/** What others do with slots. */
export const SLOTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'post',
    path: `${ONE}/slots/{id}/take`,
    summary: 'Somebody else takes a free slot',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.take(parameter('id')),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/slots/{id}/release`,
    summary: 'Set a slot free that no appointment has',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().slots.release(parameter('id')),
  }),
];
