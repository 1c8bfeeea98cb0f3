import type { IncomingMessage } from 'node:http';
import { AGB_SYSTEM, type Agb, parseAgb } from '../../fhir/agb.ts';

import { isKnownKey, redactValue } from '../../output/redaction.ts';
import type { Parameters } from '../interactions/interaction.ts';
import type { Problem } from '../problem.ts';
/** The header's name, in lower case as Node has it. */
export const ORGANIZATION_HEADER = 'x-organization-identifier';

/** Whom a request is for. */
export interface NamedOrganization {
  readonly agb: Agb;
  /** The header has the code alone instead of a token. */
  readonly isBareCode: boolean;
}

/** Reads `X-Organization-Identifier` (TR-2): a token `system|code`, or a bare code of eight digits. */
export function parseOrganizationHeader(header: string | readonly string[] | undefined): NamedOrganization | Problem {
  if (header === undefined || header === '') return { problem: 'organization-missing' };
  if (typeof header !== 'string') return { problem: 'organization-unreadable' };
  const bar = header.indexOf('|');
  if (bar >= 0 && header.slice(0, bar).trim() !== AGB_SYSTEM) return { problem: 'organization-unreadable' };
  const agb = parseAgb(header.slice(bar + 1).trim());
  return agb === undefined ? { problem: 'organization-unreadable' } : { agb, isBareCode: bar < 0 };
}

/** A query, read. */
export interface Query {
  readonly raw: string;
  readonly parameters: Parameters;
  /** As it may be kept: values of the protocol as they are, anything else only by its length. */
  readonly redacted: string;
}

/** Reads a query; undefined when its percent-encoding is broken. A `+` reads as a space (SL-15). */
export function parseQuery(raw: string): Query | undefined {
  if (raw === '') return { raw, parameters: [], redacted: '' };
  const parameters: (readonly [string, string])[] = [];
  let redacted = '';
  try {
    for (const pair of raw.split('&')) {
      if (pair === '') continue;
      const at = pair.indexOf('=');
      const name = decode(at < 0 ? pair : pair.slice(0, at));
      const value = at < 0 ? '' : decode(pair.slice(at + 1));
      parameters.push([name, value]);
      const kept = isKnownKey(name) ? `${name}=${redactValue(name, value)}` : '[other]';
      redacted += redacted === '' ? kept : `&${kept}`;
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

/** Media types that FHIR JSON goes by; `application/json` is what many libraries send. */
const JSON_TYPES = new Set(['application/fhir+json', 'application/json', 'application/json+fhir', 'text/json']);

/** Whether a request's `Content-Type` says that its body is FHIR JSON (TR-1); any charset but utf-8 does not. */
export function isFhirJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  return JSON_TYPES.has(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8');
}

/** Whether a client takes FHIR JSON, by its `Accept` header and the `_format` parameter. */
export function acceptsFhirJson(accept: string | undefined, format: string | undefined): boolean {
  if (format !== undefined) return format === 'json' || isFhirJson(format.replaceAll(' ', '+'));
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/fhir+json') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    if (parameters.some((part) => /^q=0(\.0*)?$/.test(part))) return false;
    return type === '*/*' || type === 'application/*' || JSON_TYPES.has(type);
  });
}

/** A longer body is refused: 1 MiB. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Reads a request's JSON body. Done by ourselves, because the usual middleware takes longer for it than validating,
 * booking and journal together (docs/decisions/0004-express-without-its-cost.md).
 * @param done called once, with the body or what is wrong with it; never when the client goes away
 */
export function readJsonBody(
  request: IncomingMessage,
  done: (body: { readonly value: unknown } | Problem) => void,
): void {
  const { 'content-encoding': encoding = 'identity', 'content-length': announced = '0' } = request.headers;
  if (encoding !== 'identity')
    return rejectUnread(request, { problem: 'media-type', detail: 'Compressed bodies are not read.' }, done);
  if (Number(announced) > MAX_BODY_BYTES) return rejectUnread(request, { problem: 'body-too-long' }, done);
  const parts: Buffer[] = [];
  let length = 0;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= MAX_BODY_BYTES) parts.push(part);
    else {
      request.removeAllListeners('data').removeAllListeners('end');
      rejectUnread(request, { problem: 'body-too-long' }, done);
    }
  });
  request.on('end', () => done(parseJson(parts)));
  // Who breaks off gets no answer; without a listener the error would end the process.
  request.on('error', () => undefined);
}

/** Answers before the body has come; what is left of it would be taken for the next request, so the connection ends. */
function rejectUnread(request: IncomingMessage, problem: Problem, done: (problem: Problem) => void): void {
  request.resume();
  done({ ...problem, headers: { Connection: 'close' } });
}

function parseJson(parts: readonly Buffer[]): { readonly value: unknown } | Problem {
  const [first] = parts;
  if (!first) return { problem: 'body-not-json', detail: 'It is empty.' };
  const text = (parts.length === 1 ? first : Buffer.concat(parts)).toString('utf8');
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return { problem: 'body-not-json' };
  }
}
