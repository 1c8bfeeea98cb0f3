import { at, listOf, objectOf, textOf } from './json.ts';

/** An entry of a Bundle. */
export interface BundleEntry {
  readonly fullUrl: string | undefined;
  readonly resource: unknown;
  /** Of the resource, for instance `entry[3].resource`. */
  readonly path: string;
}

/**
 * What a search has found: the entries of a Bundle without what it tells beside; undefined when it is none. The resource
 * itself may be the entry (PR).
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

/** The link to the next page (SL-18). */
export function nextLink(body: unknown): string | undefined {
  const link = listOf(at(body, 'link')).find((one) => at(one, 'relation') === 'next');
  return textOf(at(link, 'url'));
}
