/** A resource as an entry of a Bundle, with its url. */
export interface Entry {
  readonly fullUrl: string;
  readonly resource: object;
  readonly search: { readonly mode: 'match' };
}

export function toEntry(base: string, resource: { readonly resourceType: string; readonly id: string }): Entry {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode: 'match' } };
}

/** Creates a searchset Bundle; without entries it has no `entry`, because FHIR forbids empty arrays. */
export function createSearchset(self: string, entries: readonly object[]) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: entries.length,
    link: [{ relation: 'self', url: self }],
    ...(entries.length > 0 ? { entry: entries } : {}),
  };
}
