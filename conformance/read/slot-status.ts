/** The statuses of a slot (SL-3): `needs-action` is published, the others but `free` and `busy` are R4's. */
export const SLOT_STATUSES = ['free', 'busy', 'needs-action', 'busy-tentative', 'busy-unavailable'];

export function isSlotStatus(status: string | undefined): boolean {
  return SLOT_STATUSES.includes(status ?? '');
}
