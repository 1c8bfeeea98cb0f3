import { typesCategoryFilter } from './appointment-types/category-filter.ts';
import { typesCodeFindsSlots } from './appointment-types/code-finds-slots.ts';
import { typesConcept } from './appointment-types/concept.ts';
import { typesEmptyFilter } from './appointment-types/empty-filter.ts';
import { typesStatus } from './appointment-types/status.ts';
import { typesSystem } from './appointment-types/system.ts';
import { valueSet } from './appointment-types/value-set.ts';
import { BOOKING_CHECKS } from './booking.ts';
import { cancellationUnknownRead } from './cancellation/unknown-read.ts';
import { errorCode } from './errors/code.ts';
import { errorOutcome } from './errors/outcome.ts';
import { errorStackTrace } from './errors/stack-trace.ts';
import { practitionerRoles } from './other-reads/practitioner-roles.ts';
import { schedules } from './other-reads/schedules.ts';
import { searchBundleType } from './slot-search/bundle-type.ts';
import { searchCombined } from './slot-search/combined.ts';
import { searchComma } from './slot-search/comma.ts';
import { searchDatePrecision } from './slot-search/date-precision.ts';
import { searchEmptyValue } from './slot-search/empty-value.ts';
import { searchFlowSpelling } from './slot-search/flow-spelling.ts';
import { searchFrom } from './slot-search/from.ts';
import { searchFromInclusive } from './slot-search/from-inclusive.ts';
import { searchFullUrl } from './slot-search/full-url.ts';
import { searchInstantPrecision } from './slot-search/instant-precision.ts';
import { searchMalformedDate } from './slot-search/malformed-date.ts';
import { searchNextComplete } from './slot-search/next-complete.ts';
import { searchNextLinks } from './slot-search/next-links.ts';
import { searchNothingFound } from './slot-search/nothing-found.ts';
import { searchOffset } from './slot-search/offset.ts';
import { searchSchedule } from './slot-search/schedule.ts';
import { searchScheduleReference } from './slot-search/schedule-reference.ts';
import { searchServiceCategory } from './slot-search/service-category.ts';
import { searchStatus } from './slot-search/status.ts';
import { searchTo } from './slot-search/to.ts';
import { searchToWithSchedule } from './slot-search/to-with-schedule.ts';
import { searchWeeks } from './slot-search/weeks.ts';
import { slotCategory } from './slot-shape/category.ts';
import { slotCategoryListed } from './slot-shape/category-listed.ts';
import { slotExtensionUrl } from './slot-shape/extension-url.ts';
import { slotId } from './slot-shape/id.ts';
import { slotLocalTime } from './slot-shape/local-time.ts';
import { slotNoOverlap } from './slot-shape/no-overlap.ts';
import { slotNotPast } from './slot-shape/not-past.ts';
import { slotOffset } from './slot-shape/offset.ts';
import { slotPractitioner } from './slot-shape/practitioner.ts';
import { slotPractitionerName } from './slot-shape/practitioner-name.ts';
import { slotSchedule } from './slot-shape/schedule.ts';
import { slotScheduleReference } from './slot-shape/schedule-reference.ts';
import { slotSeconds } from './slot-shape/seconds.ts';
import { slotStartBeforeEnd } from './slot-shape/start-before-end.ts';
import { slotStatus } from './slot-shape/status.ts';
import { slotUniqueIds } from './slot-shape/unique-ids.ts';
import { missingOrganization } from './tenants/missing-organization.ts';
import { slotsApart } from './tenants/slots-apart.ts';
import { unknownOrganization } from './tenants/unknown-organization.ts';
import { capabilityStatement } from './transport/capability-statement.ts';
import { mediaType } from './transport/media-type.ts';
import { strictHandling } from './transport/strict.ts';
import { unknownParameter } from './transport/unknown-parameter.ts';
import type { XisCheck } from './xis-check.ts';

/** Every check, in the order in which they are made: first what only reads. */
export const CHECKS: readonly XisCheck[] = [
  capabilityStatement,
  unknownParameter,
  strictHandling,
  valueSet,
  typesStatus,
  typesSystem,
  typesConcept,
  typesCategoryFilter,
  typesEmptyFilter,
  typesCodeFindsSlots,
  searchBundleType,
  searchFullUrl,
  searchNothingFound,
  searchServiceCategory,
  searchFrom,
  searchTo,
  searchFromInclusive,
  searchFlowSpelling,
  searchDatePrecision,
  searchInstantPrecision,
  searchOffset,
  searchStatus,
  searchSchedule,
  searchScheduleReference,
  searchCombined,
  searchToWithSchedule,
  searchComma,
  searchMalformedDate,
  searchEmptyValue,
  searchNextLinks,
  searchNextComplete,
  searchWeeks,
  slotId,
  slotStatus,
  slotOffset,
  slotSeconds,
  slotStartBeforeEnd,
  slotLocalTime,
  slotCategory,
  slotCategoryListed,
  slotPractitioner,
  slotPractitionerName,
  slotExtensionUrl,
  slotSchedule,
  slotScheduleReference,
  slotUniqueIds,
  slotNoOverlap,
  slotNotPast,
  missingOrganization,
  unknownOrganization,
  slotsApart,
  schedules,
  practitionerRoles,
  cancellationUnknownRead,
  ...BOOKING_CHECKS,
  // At last, what looks at everything that was answered.
  mediaType,
  errorOutcome,
  errorCode,
  errorStackTrace,
];
