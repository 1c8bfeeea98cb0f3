import { STATUS_CODES } from 'node:http';
import type { IssueCode, OperationOutcome } from '../resources/operation-outcome.ts';

/** An error of HTTP itself, with the status and the OperationOutcome that a listener returns. */
interface HttpError {
  readonly status: number;
  /** The issue's code (TR-13). */
  readonly code: IssueCode;
  /** The document that requires the status. */
  readonly clause: string;
  readonly text: string;
}

/** The errors that the HTTP parser of Node.js finds: the request never reaches a route. */
export const HTTP_ERRORS = {
  'malformed-request': { status: 400, code: 'invalid', clause: 'RFC 9110', text: 'The request is malformed.' },
  'host-missing': { status: 400, code: 'required', clause: 'RFC 9112', text: 'The request has no Host header.' },
  'request-timeout': {
    status: 408,
    code: 'timeout',
    clause: 'RFC 9110',
    text: 'The request did not arrive in time.',
  },
  'chunks-too-long': {
    status: 413,
    code: 'too-long',
    clause: 'RFC 9112',
    text: 'The extensions of the chunks of the body are too long.',
  },
  'url-too-long': { status: 414, code: 'too-long', clause: 'RFC 9110', text: 'The URL is too long.' },
  'unknown-expectation': {
    status: 417,
    code: 'not-supported',
    clause: 'RFC 9110',
    text: 'Unsupported Expect: expected 100-continue.',
  },
  'headers-too-long': { status: 431, code: 'too-long', clause: 'RFC 6585', text: 'The headers are too long.' },
  'unknown-method': {
    status: 501,
    code: 'not-supported',
    clause: 'RFC 9110',
    text: 'No path supports this method.',
  },
  'unknown-http-version': {
    status: 505,
    code: 'not-supported',
    clause: 'RFC 9110',
    text: 'Unsupported version of HTTP: expected HTTP/1.1.',
  },
} satisfies Readonly<Record<string, HttpError>>;

export type HttpErrorId = keyof typeof HTTP_ERRORS;

/** An error of the parser of Node.js, as its event `clientError` has it. */
export interface ParserError extends Error {
  readonly code?: string;
  /** The bytes that the parser got last. */
  readonly rawPacket?: Buffer;
}

const BY_CODE: Readonly<Record<string, HttpErrorId>> = {
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'chunks-too-long',
  HPE_INVALID_VERSION: 'unknown-http-version',
  HPE_PAUSED_H2_UPGRADE: 'unknown-http-version',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};
/** A request line that ends, and one that goes on; enough of each to recognize it. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/;
const UNENDED_REQUEST_LINE = /^[A-Z]+ \S+$/;
/** The parser stops behind this many bytes of URL and headers (`maxHeaderSize` of Node.js). */
const MAX_HEADER_BYTES = 16_384;

/** Classifies an error of the parser. A URL that arrives in several packets counts as headers. */
export function classifyParserError({ code = '', rawPacket }: ParserError): HttpErrorId {
  const start = (rawPacket ?? Buffer.alloc(0)).subarray(0, MAX_HEADER_BYTES).toString('latin1');
  if (code === 'HPE_HEADER_OVERFLOW') return UNENDED_REQUEST_LINE.test(start) ? 'url-too-long' : 'headers-too-long';
  // The parser rejects the first letter that begins no method it knows.
  if (code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(start)) return 'unknown-method';
  return BY_CODE[code] ?? 'malformed-request';
}

/** Returns the OperationOutcome of an error. */
export function toHttpOutcome(id: HttpErrorId): OperationOutcome {
  const { code, text } = HTTP_ERRORS[id];
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] };
}

/** Writes the whole response to an error, for a socket without a request. It ends the connection. */
export function writeRawResponse(id: HttpErrorId): string {
  const { status } = HTTP_ERRORS[id];
  const body = JSON.stringify(toHttpOutcome(id));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/fhir+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
