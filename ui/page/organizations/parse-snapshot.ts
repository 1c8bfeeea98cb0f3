/** The configuration of an organization, as far as the page looks into it. */
export type OrganizationConfiguration = Readonly<Record<string, unknown>> & { readonly agb: string };

/** A snapshot of an organization, as far as the page looks into it. */
export interface Snapshot {
  readonly configuration: OrganizationConfiguration;
}

/**
 * Parses the text of a snapshot; the control interface checks the rest of it.
 * @throws Error when it is no snapshot
 */
export function parseSnapshot(text: string): Snapshot {
  const expected = new Error('Expected a snapshot of an organization, as "Save snapshot" writes it.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw expected;
  }
  const { agb } = (value as { readonly configuration?: { readonly agb?: unknown } } | null)?.configuration ?? {};
  if (typeof agb !== 'string') throw expected;
  return value as Snapshot;
}
