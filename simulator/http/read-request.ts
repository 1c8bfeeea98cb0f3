import type { JsonBody } from '../../fhir/http/read-body.ts';
import { isKnownKey, redactValue } from '../../output/redaction.ts';
import type { Parameters } from '../interactions/interaction.ts';
import type { Problem } from '../problem.ts';

/** A parsed query. */
export interface Query {
  readonly raw: string;
  readonly parameters: Parameters;
  /** For the journal: values of the protocol unchanged, other values replaced by their length. */
  readonly redacted: string;
  /** Whether it has values of the protocol only: nothing was redacted. */
  readonly isOpen: boolean;
}

/** Splits the URL of a request at its first question mark. */
export function splitUrl(url: string): { readonly path: string; readonly rawQuery: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, rawQuery: '' } : { path: url.slice(0, mark), rawQuery: url.slice(mark + 1) };
}

/** Parses a query; returns undefined when its percent-encoding is malformed. A `+` is decoded as a space (SL-15). */
export function parseQuery(raw: string): Query | undefined {
  if (raw === '') return { raw, parameters: [], redacted: '', isOpen: true };
  const parameters: (readonly [string, string])[] = [];
  let redacted = '';
  let isOpen = true;
  try {
    for (const pair of raw.split('&')) {
      if (pair === '') continue;
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
      parameters.push([name, value]);
      const kept = isKnownKey(name) ? redactValue(name, value) : undefined;
      if (kept !== value) isOpen = false;
      const pairText = kept === undefined ? '[other]' : `${name}=${kept}`;
      redacted += redacted === '' ? pairText : `&${pairText}`;
    }
  } catch {
    return undefined;
  }
  return { raw, parameters, redacted, isOpen };
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}

/** The media types of FHIR JSON; many libraries send `application/json`. */
const JSON_TYPES = new Set(['application/fhir+json', 'application/json', 'application/json+fhir', 'text/json']);

/** Splits a media type into its name and its parameters. */
function splitMediaType(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
}

/** The names of UTF-8, and of ASCII, which is a part of it. */
const UTF8_CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Checks that the `Content-Type` of a body is FHIR JSON (TR-1) in UTF-8 (TR-14). */
export function rejectContentType(contentType: string | undefined): Problem | undefined {
  const [type = '', ...parameters] = splitMediaType(contentType ?? '');
  if (!JSON_TYPES.has(type)) return { problem: 'media-type' };
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  if (charset === undefined || UTF8_CHARSETS.has(charset.replaceAll('"', ''))) return undefined;
  return { problem: 'body-not-utf8', detail: 'Its Content-Type declares another charset.' };
}

/** Returns whether a client accepts FHIR JSON, by its `Accept` header and the `_format` parameter (TR-1). */
export function acceptsFhirJson(accept: string | undefined, { parameters }: Query): boolean {
  const format = parameters.find(([name]) => name === '_format')?.[1];
  if (format !== undefined && format !== '')
    return format === 'json' || rejectContentType(format.replaceAll(' ', '+')) === undefined;
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/fhir+json') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = splitMediaType(range);
    if (parameters.some((part) => /^q=0(\.0*)?$/.test(part))) return false;
    return type === '*/*' || type === 'application/*' || JSON_TYPES.has(type);
  });
}

type BodyProblem = Extract<JsonBody, { readonly problem: string }>['problem'];

const BODY_PROBLEMS: Readonly<Record<Exclude<BodyProblem, 'too-long'>, Problem>> = {
  compressed: { problem: 'media-type', detail: 'Compressed bodies are not supported.' },
  empty: { problem: 'body-not-json', detail: 'It is empty.' },
  'not-utf8': { problem: 'body-not-utf8' },
  'not-json': { problem: 'body-not-json' },
  'too-complex': { problem: 'body-too-complex' },
};

/**
 * Returns the value of a body, or the problem with it.
 * @param maxMib the limit of its size, for the text
 */
export function valueOrProblem(body: JsonBody, maxMib: number): { readonly value: unknown } | Problem {
  if (!('problem' in body)) return body;
  if (body.problem !== 'too-long') return BODY_PROBLEMS[body.problem];
  return { problem: 'body-too-long', detail: `Expected at most ${maxMib} MiB.` };
}
