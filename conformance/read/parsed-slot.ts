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
  /** References to practitioners, from any extension (SL-6). */
  readonly practitioners: readonly string[];
  /** Identifies the slot in a run, also without an id. */
  readonly key: string;
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
  const practitioners = listOf(resource['extension']).flatMap(
    (extension) => textOf(at(extension, 'valueReference', 'reference')) ?? [],
  );
  const reference = textOf(at(resource, 'schedule', 'reference'));
  return {
    resource,
    path: place.path,
    exchange: place.exchange,
    id: textOf(resource['id']),
    status: textOf(resource['status']),
    start,
    end,
    schedule: reference?.split('/_history/')[0]?.split('/').at(-1),
    categories,
    practitioners,
    key: [start.at ?? start.text, ...practitioners, ...categories.map(({ code }) => code)].join(' '),
  };
}
