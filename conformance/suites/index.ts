import type { Check } from '../check.ts';
import { appointmentTypes } from './appointment-types.ts';
import { callbacks } from './callbacks.ts';
import { cancellation } from './cancellation.ts';
import { conflicts } from './conflicts.ts';
import { createdAppointmentChecks } from './created-appointments.ts';
import { creation } from './creation.ts';
import { errors } from './errors.ts';
import { localTime } from './local-time.ts';
import { otherReads } from './other-reads.ts';
import { rejectedBookings } from './rejected-bookings.ts';
import { slotSearch } from './slot-search.ts';
import { slotSearchDates } from './slot-search-dates.ts';
import { slotSearchPaging } from './slot-search-paging.ts';
import { slotShape } from './slot-shape.ts';
import { tenants } from './tenants.ts';
import { transport } from './transport.ts';

/** Every suite, in the order in which the checks are run. */
const SUITES: readonly (readonly Check[])[] = [
  transport,
  appointmentTypes,
  slotSearch,
  slotSearchDates,
  slotSearchPaging,
  slotShape,
  localTime,
  otherReads,
  creation,
  cancellation,
  tenants,
  conflicts,
  rejectedBookings,
  callbacks,
  createdAppointmentChecks,
  errors,
];

/** Reads come first, so that a XIS that cannot be read is not booked in; looking back comes last. */
const STAGES: readonly ((check: Check) => boolean)[] = [
  ({ fixtures }) => [...fixtures].some(({ runsAfter }) => runsAfter === 'everything'),
  ({ fixtures }) => [...fixtures].some(({ runsAfter }) => runsAfter === 'bookings'),
  ({ needs }) => needs.includes('booking'),
];

function stageOf(check: Check): number {
  const stage = STAGES.findIndex((isIn) => isIn(check));
  return stage < 0 ? 0 : STAGES.length - stage;
}

/** Every check in the order in which it is run. Within a stage that is the order of the suites. */
export const CHECKS: readonly Check[] = SUITES.flat()
  .map((check) => ({ check, stage: stageOf(check) }))
  .sort((a, b) => a.stage - b.stage)
  .map(({ check }) => check);
