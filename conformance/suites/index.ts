import type { Check } from '../check.ts';
import { appointmentTypes } from './appointment-types.ts';
import { authentication, keyRotation } from './authentication.ts';
import { callbackAuthentication } from './callback-authentication.ts';
import { callbacks } from './callbacks.ts';
import { cancellation } from './cancellation.ts';
import { creation } from './creation.ts';
import { creationConflicts } from './creation-conflicts.ts';
import { creationContent } from './creation-content.ts';
import { creationRejections } from './creation-rejections.ts';
import { errors } from './errors.ts';
import { otherReads } from './other-reads.ts';
import { patient } from './patient.ts';
import { slotSearch } from './slot-search.ts';
import { slotSearchDates } from './slot-search-dates.ts';
import { slotSearchPaging } from './slot-search-paging.ts';
import { slotShape } from './slot-shape.ts';
import { slotShapeLocalTime } from './slot-shape-local-time.ts';
import { tenants } from './tenants.ts';
import { transport } from './transport.ts';
import { updateChecks } from './updates.ts';

/** Every suite, in the order in which the checks are run. */
const SUITES: readonly (readonly Check[])[] = [
  transport,
  patient,
  appointmentTypes,
  slotSearch,
  slotSearchDates,
  slotSearchPaging,
  slotShape,
  slotShapeLocalTime,
  otherReads,
  creation,
  cancellation,
  tenants,
  authentication,
  creationConflicts,
  creationRejections,
  callbacks,
  callbackAuthentication,
  updateChecks,
  creationContent,
  errors,
  // It may wait for a minute.
  keyRotation,
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
