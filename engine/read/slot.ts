import { type Instant, parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
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
  if (startsAt >= endsAt) return discard('SL-4', 'end', 'an end after the start', end);
  const reference = asObject(schedule)?.['reference'];
  const scheduleId = idIn('Schedule', asText(reference) ?? '');
  if (scheduleId === undefined) return discard('SL-7', 'schedule.reference', 'Schedule/{id}', reference);
  const practitioners = readPractitioners(slot['extension'], path, observe);
  if (practitioners.length === 0) {
    return discard('SL-6', 'extension', 'a valueReference that names the practitioner', slot['extension']);
  }
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

function readPractitioners(value: unknown, path: string, observe: Observer): readonly SlotPractitioner[] {
  return asList(value).flatMap((extension, index) => {
    const { url, valueReference } = asObject(extension) ?? {};
    const { reference, display } = asObject(valueReference) ?? {};
    const practitioner = asText(reference);
    if (practitioner === undefined) return [];
    const at = `${path}.extension[${index}]`;
    if (url !== 'urn:extension:actor') observe.warnMismatch('SL-6', `${at}.url`, "'urn:extension:actor'", url);
    const name = asText(display);
    if (name === undefined) observe.warnMismatch('SL-6', `${at}.valueReference.display`, 'a display', display);
    return [{ reference: practitioner, display: name ?? practitioner }];
  });
}
