import type { Token } from '../../transport/create-transport.ts';

/** Shorter values are no secrets, and redacting them would damage a report. */
const MIN_SECRET_LENGTH = 6;

/** Adds a token to a set of secrets; of a function, each token that it returns, before it is used. */
export function collectTokens(token: Token | undefined, secrets: Set<string>): Token | undefined {
  if (typeof token !== 'function') {
    if (token !== undefined) secrets.add(token);
    return token;
  }
  return async (refused) => {
    const bearer = await token(refused);
    secrets.add(bearer);
    return bearer;
  };
}

/**
 * Returns a copy of a report or a text without secrets: a provider can repeat them anywhere.
 * @param secrets tokens, header values, and the BSN and the name of the test patient
 */
export function redactSecrets<T>(report: T, secrets: Iterable<string>): T {
  const longestFirst = [...secrets]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return longestFirst.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), value);
    }
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item)]));
  };
  return longestFirst.length === 0 ? report : (redact(report) as T);
}
