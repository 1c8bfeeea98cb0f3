import { type KeepText, redactJson, redactValue } from '../../output/redaction.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import { resourcesIn } from '../read/bundle.ts';
import { at, listOf, objectOf } from '../read/json.ts';
import { OTHER_BSN, OWN_BSN, type Redactor } from './redactor.ts';

/** Characters of a body that are kept. */
const MAX_BODY_LENGTH = 4000;
/** The size at which redaction stops. A part counts at most four times its characters, so more is redacted than kept. */
const MAX_REDACTED_BYTES = 6 * MAX_BODY_LENGTH;
const MAX_HEADER_LENGTH = 200;

/** Headers whose values are neither secret nor about patients. */
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
  'organisation_agb',
  'organization_agb',
  'prefer',
  'retry-after',
  'server',
  'transfer-encoding',
  'www-authenticate',
  'x-organization-identifier',
]);

/** Returns headers as evidence: only the names of those that may hold a secret. */
export function redactHeaders(headers: Iterable<readonly [string, string]>, redact: Redactor): Record<string, string> {
  return Object.fromEntries(
    [...headers].slice(0, 50).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (lower === 'authorization') return [name, 'Bearer [token]'];
      return [name, OPEN_HEADERS.has(lower) ? redact(value).slice(0, MAX_HEADER_LENGTH) : '[redacted]'];
    }),
  );
}

/**
 * Returns a body as evidence: JSON with only what the protocol defines; of other bodies the size.
 * @param length its characters
 * @param isOurs whether the run has sent it
 */
export function redactBody(
  length: number,
  value: unknown,
  mediaType: string,
  redact: Redactor,
  isOurs = false,
): string | undefined {
  if (length === 0) return undefined;
  if (value === undefined) return `[${length} characters of ${redact(mediaType).slice(0, 60) || 'no media type'}]`;
  const kept = redact(JSON.stringify(redactMessage(value, redact, isOurs), undefined, 1));
  return kept.length <= MAX_BODY_LENGTH ? kept : `${kept.slice(0, MAX_BODY_LENGTH)}\n[shortened]`;
}

/** Returns a URL that the XIS has returned: parameters that the protocol does not define may hold anything. */
export function redactLink(link: string, redact: Redactor): string {
  if (!URL.canParse(link)) return '[no url]';
  const url = new URL(link);
  const pairs = [...url.searchParams].slice(0, 50).map(([name, value]) => {
    const kept = /^\d{1,6}$/.test(value) ? value : redactValue(name, value, redact);
    return `${encodeURIComponent(redact(name)).slice(0, 60)}=${kept === '[redacted]' ? kept : encodeURIComponent(kept)}`;
  });
  const path = `${url.origin}${url.pathname}`.slice(0, 500);
  return redact(pairs.length === 0 ? path : `${path}?${pairs.join('&')}`);
}

/** Characters of a text of an OperationOutcome that are kept. */
const MAX_DIAGNOSTICS_LENGTH = 500;

/** Keys whose values a check mutates in what it sends. They hold nothing of patients. */
const MUTATED_KEYS = new Set(['resourceType', 'status', 'participantStatus', 'required']);

/** Keys of ids: a number in an id is no BSN, unless it is the test patient's. */
const ID_KEYS = new Set(['id', '_id']);

/**
 * Returns a copy of a message with only what the protocol defines, and with the diagnostics of an error (TR-7): they are
 * the reason why a booking was rejected.
 */
function redactMessage(value: unknown, redact: Redactor, isOurs: boolean): unknown {
  const issues = issuesIn(value);
  const keep: KeepText = (key, text, owner) => {
    if (owner !== undefined && issues.has(owner) && (key === 'diagnostics' || key === 'text')) {
      return redact.redactWords(text.slice(0, MAX_DIAGNOSTICS_LENGTH * 4)).slice(0, MAX_DIAGNOSTICS_LENGTH);
    }
    if (key === 'value' && at(owner, 'system') === BSN_SYSTEM) return redactBsn(text, redact);
    const kept = redactValue(key, text, (whole) =>
      ID_KEYS.has(key) && at(owner, 'resourceType') !== 'Patient' ? redact(`Slot/${whole}`).slice(5) : redact(whole),
    );
    return kept === '[redacted]' && isOurs && MUTATED_KEYS.has(key) ? redact(text).slice(0, 60) : kept;
  };
  return redactJson(value, keep, MAX_REDACTED_BYTES);
}

function redactBsn(text: string, redact: Redactor): string {
  if (redact(text) === OWN_BSN) return OWN_BSN;
  return /^\d+$/.test(text) ? OTHER_BSN : '[redacted]';
}

/** Returns the issues of the OperationOutcomes in a message, and their details. */
function issuesIn(value: unknown): ReadonlySet<object> {
  const outcomes = resourcesIn(value).filter((resource) => at(resource, 'resourceType') === 'OperationOutcome');
  const issues = outcomes.flatMap((outcome) => listOf(at(outcome, 'issue')));
  return new Set(issues.flatMap((issue) => [objectOf(issue) ?? [], objectOf(at(issue, 'details')) ?? []]));
}
