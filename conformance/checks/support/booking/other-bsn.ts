/** BSNs of the range that belongs to nobody. */
const NOBODY = ['999990019', '999990020'];

/** A BSN that is not the patient's, and nobody's. */
export function otherBsn(bsn: string | undefined): string {
  return NOBODY.find((other) => other !== bsn) ?? '';
}
