/** The FHIR naming system of the Dutch citizen service number (CB-1). */
export const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';

/** Returns whether `text` is nine digits that pass the eleven test. */
export function isBsn(text: string): boolean {
  if (!/^\d{9}$/.test(text) || text === '000000000') return false;
  let sum = -Number(text[8]);
  for (let at = 0; at < 8; at++) sum += Number(text[at]) * (9 - at);
  return sum % 11 === 0;
}

/**
 * Returns a BSN from the range 9999xxxxx, which is reserved for tests and never assigned.
 * @param draw a number from 0 up to, not including, 1; equal draws return equal BSNs
 */
export function testBsn(draw: number): string {
  const first = Math.floor(draw * 10_000);
  for (let step = 0; step < 10_000; step++) {
    const body = `9999${String((first + step) % 10_000).padStart(4, '0')}`;
    for (let last = 0; last < 10; last++) if (isBsn(body + last)) return body + last;
  }
  throw new Error('no BSN in the test range');
}

/** Returns whether a BSN is from the range for tests, which is never assigned. */
export function isTestBsn(text: string): boolean {
  return text.startsWith('9999') && isBsn(text);
}
