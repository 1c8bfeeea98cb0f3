const HOLDS: Readonly<Record<string, string>> = {
  url: 'waits for a callback URL',
  resume: 'paused',
  earlier: 'waits for an earlier callback',
  'next-callback': 'waits for the next callback',
  cancellation: 'waits for a cancellation',
};

/** Describes what a held callback waits for. */
export function describeHold(heldFor: string | undefined): string {
  return HOLDS[heldFor ?? ''] ?? 'held';
}
