/** A resource as an entry of a Bundle, with its own address. */
export interface Entry {
  readonly fullUrl: string;
  readonly resource: object;
  readonly search: { readonly mode: 'match' };
}

/** An entry for a resource below a FHIR base. */
export function toEntry(base: string, resource: { readonly resourceType: string; readonly id: string }): Entry {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode: 'match' } };
}

/** A searchset Bundle; without entries it has no `entry` (FHIR allows no empty arrays). */
export function createSearchset(self: string, entries: readonly object[]) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: entries.length,
    link: [{ relation: 'self', url: self }],
    ...(entries.length > 0 ? { entry: entries } : {}),
  };
}
