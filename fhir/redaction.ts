/**
 * What may be kept of a message for a journal, a log or an error text: its shape, codes, ids and times, never a BSN, a
 * token, a secret, a name or a patient's own words. Used where something is captured, not where it is shown.
 */

const REDACTED = '[redacted]';
const MAX_DEPTH = 12;
const MAX_ITEMS = 50;

/** Keys whose values are codes, ids, times or references of the protocol. */
const KEPT = new Set(
  (
    'resourceType id status start end reference system code url type participantStatus required severity ' +
    'fullUrl total relation lastUpdated versionId expression'
  ).split(' '),
);

/**
 * Replaces what looks like a BSN (nine digits in a row), a bearer or other credential, or a JSON Web Token. The digits of
 * a percent-encoding (`%20`) before it are not a part of it.
 */
export function redactText(text: string): string {
  return text
    .replace(/(?<=^|\D|%[\dA-F]{2})\d{4}[ .-]?\d{2}[ .-]?\d{3}(?!\d)/gi, '[bsn]')
    .replace(/(bearer|basic|dpop)(?:\s|%20|\+)+[^\s,;"']+/gi, '$1 [token]')
    .replace(/eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g, '[token]');
}

/** A protocol value as it may be shown: codes, ids, times and urls are, anything else only by its length. */
export function shown(text: string): string {
  if (text.length > 200 || !/^[A-Za-z0-9\-._:/|+#,%~]*$/.test(text)) return `(${text.length} characters)`;
  return redactText(text);
}

/** A copy of a JSON value in which only what the protocol itself defines is left readable. */
export function redactJson(value: unknown, depth = 0, key = ''): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return redactText(String(value)) === String(value) ? value : REDACTED;
  if (typeof value === 'string') return KEPT.has(key) ? shown(value) : REDACTED;
  if (depth >= MAX_DEPTH) return '[deeper levels left out]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactJson(item, depth + 1, key));
  const entries = Object.entries(value as object).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([name, item]) => [shown(name), redactJson(item, depth + 1, name)]));
}
