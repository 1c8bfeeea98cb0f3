import type { Observer } from '../observation.ts';
import { asList, asObject, asText, describeMismatch } from './values.ts';

/** The resources of a searchset with their paths, and the link to its next page (SL-1, SL-18). */
export interface ReadBundle {
  readonly resources: readonly { readonly resource: unknown; readonly path: string }[];
  readonly next: string | undefined;
}

/** Reads a searchset; returns undefined for anything else than a Bundle. */
export function readBundle(body: unknown, clause: string, observe: Observer): ReadBundle | undefined {
  const bundle = asObject(body);
  if (bundle?.['resourceType'] !== 'Bundle') {
    observe.discard(clause, 'resourceType', describeMismatch('Bundle', body));
    return undefined;
  }
  if (bundle['type'] !== 'searchset') observe.warnMismatch(clause, 'type', "'searchset'", bundle['type']);
  if (bundle['entry'] !== undefined && !Array.isArray(bundle['entry'])) {
    observe.warnMismatch(clause, 'entry', 'a list', bundle['entry']);
  }
  const resources = asList(bundle['entry']).map((entry, index) => {
    const fields = asObject(entry);
    // In the published example of Schedule the entry itself is the resource (PR).
    const isBare = fields?.['resource'] === undefined && fields?.['resourceType'] !== undefined;
    return isBare
      ? { resource: entry, path: `entry[${index}]` }
      : { resource: fields?.['resource'], path: `entry[${index}].resource` };
  });
  const links = asList(bundle['link']).map(asObject);
  return { resources, next: asText(links.find((link) => link?.['relation'] === 'next')?.['url']) };
}
