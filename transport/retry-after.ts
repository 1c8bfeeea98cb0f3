/**
 * Parses `Retry-After` (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 * @param headers of the response; its `Date` is the reference of an HTTP date, so that the clocks need not agree
 * @param now the reference of a response without `Date`, in milliseconds since the epoch; without it, such a response
 * has no date to wait for
 * @returns milliseconds from now; undefined without a header that can be parsed
 */
export function parseRetryAfter(headers: Headers, now?: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const date = Date.parse(headers.get('date') ?? '');
  const from = Number.isNaN(date) ? now : date;
  return from === undefined || Number.isNaN(until) ? undefined : Math.max(0, until - from);
}
