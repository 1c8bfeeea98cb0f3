import { redactValue } from '../../output/redaction.ts';
import { redactMessage } from './redact-message.ts';
import type { Redactor } from './redactor.ts';

/** The longest body that is kept of one exchange, in characters. */
const LONGEST_BODY = 4000;
const LONGEST_HEADER = 200;

/** Headers whose values hold nothing of patients and no secret. */
const OPEN_HEADERS = new Set([
  'accept',
  'allow',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-location',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'location',
  'prefer',
  'retry-after',
  'server',
  'transfer-encoding',
  'www-authenticate',
  'x-organization-identifier',
]);

/** Headers as evidence: of those that may hold a secret only the names. */
export function redactHeaders(headers: Iterable<readonly [string, string]>, scrub: Redactor): Record<string, string> {
  return Object.fromEntries(
    [...headers].slice(0, 50).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (lower === 'authorization') return [name, 'Bearer [token]'];
      return [name, OPEN_HEADERS.has(lower) ? scrub(value).slice(0, LONGEST_HEADER) : '[redacted]'];
    }),
  );
}

/**
 * A body as evidence: JSON with only what the protocol defines, of anything else its size.
 * @param isOurs whether we have sent it
 */
export function redactBody(
  text: string,
  value: unknown,
  mediaType: string,
  scrub: Redactor,
  isOurs = false,
): string | undefined {
  if (text === '') return undefined;
  if (value === undefined) return `[${text.length} characters of ${scrub(mediaType).slice(0, 60) || 'no media type'}]`;
  const kept = scrub(JSON.stringify(redactMessage(value, scrub, isOurs), undefined, 1));
  return kept.length <= LONGEST_BODY ? kept : `${kept.slice(0, LONGEST_BODY)}\n[shortened]`;
}

/** An address that the XIS gave: parameters that the protocol does not define may hold anything. */
export function redactLink(link: string, scrub: Redactor): string {
  if (!URL.canParse(link)) return '[no url]';
  const url = new URL(link);
  const pairs = [...url.searchParams].slice(0, 50).map(([name, value]) => {
    const kept = /^\d{1,6}$/.test(value) ? value : redactValue(name, value, scrub);
    return `${encodeURIComponent(scrub(name)).slice(0, 60)}=${kept === '[redacted]' ? kept : encodeURIComponent(kept)}`;
  });
  const path = `${url.origin}${url.pathname}`.slice(0, 500);
  return scrub(pairs.length === 0 ? path : `${path}?${pairs.join('&')}`);
}
