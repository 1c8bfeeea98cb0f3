import { type Coding, codingsOf } from './coding.ts';
import { at, listOf, objectOf, textOf } from './json.ts';
import { type ParsedInstant, parseInstantLeniently } from './parsed-instant.ts';

/** A slot of a response, parsed as far as possible. */
export interface ParsedSlot {
  readonly resource: Readonly<Record<string, unknown>>;
  /** Its path in the response, for instance `entry[3].resource`. */
  readonly path: string;
  /** The id of the exchange with the response. */
  readonly exchange: string;
  readonly id: string | undefined;
  readonly status: string | undefined;
  readonly start: ParsedInstant;
  readonly end: ParsedInstant;
  /** The id of its Schedule, from any form of reference. */
  readonly schedule: string | undefined;
  readonly categories: readonly Coding[];
  /** Typed references to practitioners, from the extensions that count (SL-6). */
  readonly practitioners: readonly string[];
  /** Distinguishes slots within a response, by schedule, practitioner, start, end and category: an id may be missing or repeated. */
  readonly key: string;
  /** The same for the values by which a XIS finds a slot (AP-2): slots that are alike in them are as many places. */
  readonly place: string;
}

/** Parses a Slot; returns undefined for other resources. */
export function parseSlot(
  value: unknown,
  place: { readonly path: string; readonly exchange: string; readonly timeZone: string },
): ParsedSlot | undefined {
  const resource = objectOf(value);
  if (resource?.['resourceType'] !== 'Slot') return undefined;
  const start = parseInstantLeniently(resource['start'], place.timeZone);
  const end = parseInstantLeniently(resource['end'], place.timeZone);
  const categories = codingsOf(resource['serviceCategory']);
  const practitioners = practitionerExtensions(resource).flatMap(({ reference }) =>
    isTypedReference(reference) ? [reference] : [],
  );
  const reference = textOf(at(resource, 'schedule', 'reference'));
  const schedule = reference?.split('/_history/')[0]?.split('/').at(-1);
  const times = [start.at ?? start.text, end.at ?? end.text];
  const matched = [...practitioners, ...times, ...categories.map(({ system, code }) => `${system}|${code}`)].join(' ');
  return {
    resource,
    path: place.path,
    exchange: place.exchange,
    id: textOf(resource['id']),
    status: textOf(resource['status']),
    start,
    end,
    schedule,
    categories,
    practitioners,
    key: `${schedule} ${matched}`,
    place: matched,
  };
}

/** The url of the practitioner's extension in the published example (SL-22). */
export const PUBLISHED_EXTENSION_URL = 'urn:extension:actor';

/** An extension of a Slot that refers to something. */
export interface ReferenceExtension {
  /** Its path in the Slot, for instance `.extension[1]`. */
  readonly path: string;
  readonly url: unknown;
  readonly reference: string | undefined;
  readonly display: string | undefined;
}

/**
 * Returns the extensions of a Slot with a `valueReference` that count for its practitioner (SL-6): where there are extensions
 * with the published url, those alone.
 */
export function practitionerExtensions(resource: unknown): readonly ReferenceExtension[] {
  const all: ReferenceExtension[] = [];
  for (const [index, item] of listOf(at(resource, 'extension')).entries()) {
    const extension = objectOf(item);
    const value = objectOf(extension?.['valueReference']);
    if (!value) continue;
    const [reference, display] = [textOf(value['reference']), textOf(value['display'])];
    all.push({ path: `.extension[${index}]`, url: extension?.['url'], reference, display });
  }
  const published = all.filter(({ url }) => url === PUBLISHED_EXTENSION_URL);
  return published.length > 0 ? published : all;
}

/** Returns whether a reference has a type and an id: `PractitionerRole/1`, relative or absolute, with or without a version. */
export function isTypedReference(reference: string | undefined): reference is string {
  return /(?:^|\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.test(reference ?? '');
}
