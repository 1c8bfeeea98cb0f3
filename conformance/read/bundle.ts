import { at, listOf, objectOf, textOf } from './json.ts';

export interface BundleEntry {
  readonly fullUrl: string | undefined;
  readonly resource: unknown;
  /** The path of the resource, for instance `entry[3].resource`. */
  readonly path: string;
}

/**
 * Returns the results of a search: the entries of a Bundle, without OperationOutcomes; undefined when the body is not a
 * Bundle. The resource itself may be the entry (PR).
 */
export function entriesOf(body: unknown): readonly BundleEntry[] | undefined {
  if (at(body, 'resourceType') !== 'Bundle') return undefined;
  return listOf(at(body, 'entry')).flatMap((entry, index) => {
    const object = objectOf(entry);
    if (at(object, 'resource', 'resourceType') === 'OperationOutcome') return [];
    const isBare = object?.['resource'] === undefined && object?.['resourceType'] !== undefined;
    return isBare
      ? { fullUrl: undefined, resource: entry, path: `entry[${index}]` }
      : { fullUrl: textOf(object?.['fullUrl']), resource: object?.['resource'], path: `entry[${index}].resource` };
  });
}

/** Returns a resource and, of a Bundle, the resources of its entries. */
export function resourcesIn(body: unknown): readonly unknown[] {
  return [body, ...listOf(at(body, 'entry')).map((entry) => at(entry, 'resource'))];
}

/** Returns the link to the next page (SL-18); undefined on the last page. */
export function nextLink(body: unknown): string | undefined {
  const next = listOf(at(body, 'link')).find((link) => at(link, 'relation') === 'next');
  return textOf(at(next, 'url'));
}
