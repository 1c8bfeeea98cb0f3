import { found, type Observer } from '../observation.ts';
import { listOf, notA, objectOf, textIn } from './values.ts';

/** The resources of a searchset, each with its path, and where its next page is (SL-1, SL-18). */
export interface ReadBundle {
  readonly resources: readonly { readonly resource: unknown; readonly path: string }[];
  readonly next: string | undefined;
}

/** Reads a searchset Bundle; undefined when it is no Bundle at all. */
export function readBundle(body: unknown, clause: string, observe: Observer): ReadBundle | undefined {
  const bundle = objectOf(body);
  if (bundle?.['resourceType'] !== 'Bundle') {
    observe.unusable(clause, 'resourceType', notA('Bundle', body));
    return undefined;
  }
  if (bundle['type'] !== 'searchset')
    observe.odd(clause, 'type', `expected 'searchset', found ${found(bundle['type'])}`);
  if (bundle['entry'] !== undefined && !Array.isArray(bundle['entry'])) {
    observe.odd(clause, 'entry', `expected a list, found ${found(bundle['entry'])}`);
  }
  const resources = listOf(bundle['entry']).map((entry, index) => {
    const one = objectOf(entry);
    // Published for Schedule: the resource itself is the entry (PR).
    const isBare = one?.['resource'] === undefined && one?.['resourceType'] !== undefined;
    return isBare
      ? { resource: entry, path: `entry[${index}]` }
      : { resource: one?.['resource'], path: `entry[${index}].resource` };
  });
  const links = listOf(bundle['link']).map(objectOf);
  return { resources, next: textIn(links.find((link) => link?.['relation'] === 'next')?.['url']) };
}
