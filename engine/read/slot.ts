import { type Instant, parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { found, type Observer } from '../observation.ts';
import { codingsOf, type TypeCoding } from './coding.ts';
import { listOf, objectOf, textIn } from './values.ts';

/** A practitioner as a slot names one (SL-6). */
export interface SlotPractitioner {
  readonly reference: string;
  readonly display: string;
}

/** A slot with what the flow needs of it. */
export interface Timeslot {
  /** Undefined when the XIS gave none; the flow does without. */
  readonly id: string | undefined;
  /** As the XIS wrote them. */
  readonly start: string;
  readonly end: string;
  /** The moment of the start. */
  readonly startsAt: Instant;
  /** The id of the Schedule (SL-7). */
  readonly schedule: string;
  readonly practitioners: readonly SlotPractitioner[];
  readonly serviceCategory: readonly TypeCoding[];
  readonly status: string | undefined;
}

/** Reads a slot; one that the flow cannot use is undefined, and what was wrong with it is observed. */
export function readSlot(resource: unknown, path: string, observe: Observer): Timeslot | undefined {
  const slot = objectOf(resource);
  if (slot?.['resourceType'] !== 'Slot') {
    // An OperationOutcome in the Bundle, for instance, is legal FHIR.
    observe.odd('SL-1', `${path}.resourceType`, `expected a Slot, found ${found(slot?.['resourceType'])}`);
    return undefined;
  }
  const unusable = (clause: string, key: string, expected: string, value: unknown): undefined => {
    observe.unusable(clause, `${path}.${key}`, `expected ${expected}, found ${found(value)}`);
    return undefined;
  };
  const { schedule } = slot;
  const start = textIn(slot['start']) ?? '';
  const end = textIn(slot['end']) ?? '';
  const startsAt = parseInstant(start);
  if (startsAt === undefined) return unusable('SL-4', 'start', 'an instant with an offset', slot['start']);
  const endsAt = parseInstant(end);
  if (endsAt === undefined) return unusable('SL-4', 'end', 'an instant with an offset', slot['end']);
  if (startsAt >= endsAt) return unusable('SL-4', 'end', 'an end after the start', end);
  const reference = objectOf(schedule)?.['reference'];
  const scheduleId = idIn('Schedule', textIn(reference) ?? '');
  if (scheduleId === undefined) return unusable('SL-7', 'schedule.reference', 'Schedule/{id}', reference);
  const practitioners = readPractitioners(slot['extension'], path, observe);
  if (practitioners.length === 0) {
    return unusable('SL-6', 'extension', 'a valueReference that names the practitioner', slot['extension']);
  }
  const id = textIn(slot['id']);
  if (id === undefined) observe.odd('SL-2', `${path}.id`, `expected an id, found ${found(slot['id'])}`);
  const serviceCategory = codingsOf(slot['serviceCategory']);
  if (serviceCategory.length === 0) {
    observe.odd(
      'SL-5',
      `${path}.serviceCategory`,
      `expected codings with system and code, found ${found(slot['serviceCategory'])}`,
    );
  }
  const status = textIn(slot['status']);
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
  return listOf(value).flatMap((extension, index) => {
    const { url, valueReference } = objectOf(extension) ?? {};
    const { reference, display } = objectOf(valueReference) ?? {};
    const known = textIn(reference);
    if (known === undefined) return [];
    const at = `${path}.extension[${index}]`;
    if (url !== 'urn:extension:actor')
      observe.odd('SL-6', `${at}.url`, `expected 'urn:extension:actor', found ${found(url)}`);
    const name = textIn(display);
    if (name === undefined)
      observe.odd('SL-6', `${at}.valueReference.display`, `expected a display, found ${found(display)}`);
    return [{ reference: known, display: name ?? known }];
  });
}
