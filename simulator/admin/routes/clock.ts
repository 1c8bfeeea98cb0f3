import { advanceSchema, freezeSchema } from '../../control/inputs.ts';
import { type AdminRoute, adminRoute, ONE } from '../route.ts';

/** The clock of an organization. */
export const CLOCK_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ONE}/clock`,
    summary: 'Its clock, and what is to happen',
    answer: '`now`, whether it is `frozen`, and what is `due`.',
    handle: ({ organization }) => organization().clock.view(),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/freeze`,
    summary: 'Stop the clock, now or at a moment',
    answer: 'The clock.',
    input: freezeSchema,
    optionalInput: true,
    handle: ({ organization, input }) => organization().clock.freeze(input.at),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/run`,
    summary: 'Let the clock run on from where it stands',
    answer: 'The clock.',
    handle: ({ organization }) => organization().clock.run(),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/clock/advance`,
    summary: 'Move the clock forward',
    answer: '`now`, and what `happened` on the way, in order; callbacks have settled by then.',
    input: advanceSchema,
    handle: ({ organization, input }) => organization().clock.advance(input),
  }),
];
