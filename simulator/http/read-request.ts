import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { isKnownKey, redactValue } from '../../output/redaction.ts';
import type { Parameters } from '../interactions/interaction.ts';
import type { Problem } from '../problem.ts';

/** A parsed query. */
export interface Query {
  readonly raw: string;
  readonly parameters: Parameters;
  /** For the journal: values of the protocol unchanged, other values replaced by their length. */
  readonly redacted: string;
}

/** Parses a query; returns undefined when its percent-encoding is malformed. A `+` is decoded as a space (SL-15). */
export function parseQuery(raw: string): Query | undefined {
  if (raw === '') return { raw, parameters: [], redacted: '' };
  const parameters: (readonly [string, string])[] = [];
  let redacted = '';
  try {
    for (const pair of raw.split('&')) {
      if (pair === '') continue;
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
      parameters.push([name, value]);
      const pairText = isKnownKey(name) ? `${name}=${redactValue(name, value)}` : '[other]';
      redacted += redacted === '' ? pairText : `&${pairText}`;
    }
  } catch {
    return undefined;
  }
  return { raw, parameters, redacted };
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

/** Returns whether a client accepts FHIR JSON, by its `Accept` header and the `_format` parameter. */
export function acceptsFhirJson(accept: string | undefined, format: string | undefined): boolean {
  if (format !== undefined && format !== '')
    return format === 'json' || rejectContentType(format.replaceAll(' ', '+')) === undefined;
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/fhir+json') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = splitMediaType(range);
    if (parameters.some((part) => /^q=0(\.0*)?$/.test(part))) return false;
    return type === '*/*' || type === 'application/*' || JSON_TYPES.has(type);
  });
}

/** 1 MiB. */
const MAX_BODY_BYTES = 1_048_576;
const BODY_TOO_LONG: Problem = { problem: 'body-too-long', detail: 'Expected at most 1 MiB.' };

/**
 * Reads a JSON body. The middleware of Express takes more time for it than validation, booking and journal together
 * (docs/decisions/0004-express-without-its-cost.md).
 * @param done is called once, with the body or a problem; not at all when the client disconnects
 */
export function readJsonBody(
  request: IncomingMessage,
  done: (body: { readonly value: unknown } | Problem) => void,
): void {
  const { 'content-encoding': encoding = 'identity', 'content-length': announced = '0' } = request.headers;
  if (encoding !== 'identity')
    return rejectUnread(request, { problem: 'media-type', detail: 'Compressed bodies are not supported.' }, done);
  if (Number(announced) > MAX_BODY_BYTES) return rejectUnread(request, BODY_TOO_LONG, done);
  const parts: Buffer[] = [];
  let length = 0;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= MAX_BODY_BYTES) parts.push(part);
    else {
      request.removeAllListeners('data').removeAllListeners('end');
      rejectUnread(request, BODY_TOO_LONG, done);
    }
  });
  request.on('end', () => done(parseJson(parts)));
  // A client that disconnects gets no response; without a listener the error would end the process.
  request.on('error', () => undefined);
}

/** Rejects a request before its body has arrived. The connection closes, or the rest would be read as the next request. */
function rejectUnread(request: IncomingMessage, problem: Problem, done: (problem: Problem) => void): void {
  request.resume();
  done({ ...problem, headers: { Connection: 'close' } });
}

function parseJson(parts: readonly Buffer[]): { readonly value: unknown } | Problem {
  const [first] = parts;
  if (!first) return { problem: 'body-not-json', detail: 'It is empty.' };
  const bytes = parts.length === 1 ? first : Buffer.concat(parts);
  if (!isUtf8(bytes)) return { problem: 'body-not-utf8' };
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return { problem: 'body-not-json' };
  }
}
