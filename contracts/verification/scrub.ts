/** Secrets shorter than this are no secrets, and would take a report apart. */
const SHORTEST = 6;

/**
 * A copy of a report in which what must not be told is not: wherever it has come from, a XIS may repeat it anywhere.
 * @param secrets tokens, values of headers, the test patient's BSN and name
 */
export function withoutSecrets<T>(report: T, secrets: Iterable<string>): T {
  const meant = [...secrets].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  const scrub = (value: unknown): unknown => {
    if (typeof value === 'string') return meant.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), value);
    if (Array.isArray(value)) return value.map(scrub);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrub(item)]));
  };
  return meant.length === 0 ? report : (scrub(report) as T);
}
