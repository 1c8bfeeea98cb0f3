import { type Instant, parseInstant } from '../../fhir/instant.ts';
import { idIn, parseReference } from '../../fhir/reference.ts';
import type { Observer } from '../observation.ts';
import { readCodings, type TypeCoding } from './appointment-types.ts';
import { asList, asObject, asText } from './values.ts';

/** A practitioner of a slot (SL-6). */
export interface SlotPractitioner {
  readonly reference: string;
  readonly display: string;
}

/** A slot with the values that the flow needs. */
export interface Timeslot {
  /** Undefined where the XIS returned no id; the flow does not need it. */
  readonly id: string | undefined;
  /** As the XIS returned them. */
  readonly start: string;
  readonly end: string;
  /** The start as an instant. */
  readonly startsAt: Instant;
  /** The id of the Schedule (SL-7). */
  readonly schedule: string;
  readonly practitioners: readonly SlotPractitioner[];
  readonly serviceCategory: readonly TypeCoding[];
  readonly status: string | undefined;
}

/** Reads a slot; returns undefined for an unusable one, and records why. */
export function readSlot(resource: unknown, path: string, observe: Observer): Timeslot | undefined {
  const slot = asObject(resource);
  if (slot?.['resourceType'] !== 'Slot') {
    // FHIR allows other resources in a searchset, such as an OperationOutcome.
    observe.warnMismatch('SL-1', `${path}.resourceType`, 'a Slot', slot?.['resourceType']);
    return undefined;
  }
  const discard = (clause: string, key: string, expected: string, value: unknown): undefined => {
    observe.discardMismatch(clause, `${path}.${key}`, expected, value);
    return undefined;
  };
  const { schedule } = slot;
  const start = asText(slot['start']) ?? '';
  const end = asText(slot['end']) ?? '';
  const startsAt = parseInstant(start);
  if (startsAt === undefined) return discard('SL-4', 'start', 'an instant with an offset', slot['start']);
  const endsAt = parseInstant(end);
  if (endsAt === undefined) return discard('SL-4', 'end', 'an instant with an offset', slot['end']);
  if (startsAt >= endsAt) return discard('SL-21', 'end', 'an end after the start', end);
  const reference = asObject(schedule)?.['reference'];
  const scheduleId = idIn('Schedule', asText(reference) ?? '');
  if (scheduleId === undefined) return discard('SL-7', 'schedule.reference', 'Schedule/{id}', reference);
  const practitioners = readPractitioners(slot['extension'], path, observe);
  if (practitioners.length === 0) return undefined;
  const id = asText(slot['id']);
  if (id === undefined) observe.warnMismatch('SL-2', `${path}.id`, 'an id', slot['id']);
  const serviceCategory = readCodings(slot['serviceCategory']);
  if (serviceCategory.length === 0) {
    observe.warnMismatch('SL-5', `${path}.serviceCategory`, 'codings with system and code', slot['serviceCategory']);
  }
  const status = asText(slot['status']);
  return {
    id,
    start,
    end,
    startsAt,
    schedule: scheduleId,
    practitioners,
    serviceCategory,
    status,
  };
}

const ACTOR_URL = 'urn:extension:actor';

/**
 * Reads the practitioners of a slot (SL-6). Where an extension has the published url, only those with it count; the url is
 * published as an example (SL-22). A reference without a type names no practitioner.
 */
function readPractitioners(value: unknown, path: string, observe: Observer): readonly SlotPractitioner[] {
  const candidates = asList(value).flatMap((extension, index) => {
    const { url, valueReference } = asObject(extension) ?? {};
    const named = asObject(valueReference);
    return named ? [{ url, named, at: `${path}.extension[${index}]` }] : [];
  });
  const published = candidates.filter(({ url }) => url === ACTOR_URL);
  const counted = published.length > 0 ? published : candidates;
  const practitioners = counted.flatMap(({ url, named, at }) => {
    const reference = asText(named['reference']) ?? '';
    if (!parseReference(reference)) return [];
    const display = asText(named['display']);
    if (url !== ACTOR_URL) observe.warnMismatch('SL-22', `${at}.url`, `'${ACTOR_URL}'`, url);
    if (display === undefined)
      observe.warnMismatch('SL-6', `${at}.valueReference.display`, 'a display', named['display']);
    return [{ reference, display: display ?? reference }];
  });
  if (practitioners.length === 0) {
    const [untyped] = counted;
    if (untyped) {
      const at = `${untyped.at}.valueReference.reference`;
      observe.discardMismatch(
        'SL-6',
        at,
        'a typed reference such as PractitionerRole/{id}',
        untyped.named['reference'],
      );
    } else {
      observe.discardMismatch('SL-6', `${path}.extension`, 'a valueReference that names the practitioner', value);
    }
  }
  return practitioners;
}
