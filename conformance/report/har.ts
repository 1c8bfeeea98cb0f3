import { formatJson } from '../../output/terminal-text.ts';
import { parseCapturedBody } from './exchange.ts';
import type { CheckReport, ReportedExchange } from './report.ts';

/** The report does not keep the version, and HAR requires one. */
const HTTP_VERSION = 'HTTP/1.1';
/** HAR's number for a size that is not known. */
const UNKNOWN = -1;

/**
 * Formats the exchanges of a report as an HTTP Archive, HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), which
 * browsers and proxies open. It has what the report has, redacted alike; its times are in milliseconds. A callback of the XIS is
 * an entry as well, whose comment says so.
 */
export function formatHar({ tool, exchanges }: CheckReport): string {
  const log = { version: '1.2', creator: { name: tool.name, version: tool.version }, entries: exchanges.map(toEntry) };
  return `${formatJson({ log }, 2)}\n`;
}

function toEntry(exchange: ReportedExchange) {
  const { id, at, direction, purpose, durationMs, token } = exchange;
  const notes = [
    `${id}: ${purpose}`,
    ...(direction === 'from-xis' ? ['a callback of the XIS'] : []),
    ...(token === undefined ? [] : [`sent with ${token}`]),
  ];
  return {
    startedDateTime: at,
    time: durationMs,
    request: toRequest(exchange),
    response: toResponse(exchange),
    cache: {},
    // Only the whole is measured.
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: notes.join('; '),
  };
}

function toRequest({ method, url, requestHeaders, requestBody }: ReportedExchange) {
  return {
    method,
    url,
    httpVersion: HTTP_VERSION,
    cookies: [],
    headers: toPairs(requestHeaders),
    queryString: URL.canParse(url) ? toPairs(new URL(url).searchParams) : [],
    headersSize: UNKNOWN,
    bodySize: requestBody === undefined ? 0 : UNKNOWN,
    ...(requestBody !== undefined && {
      postData: { mimeType: mediaTypeOf(requestHeaders), ...toText(requestBody) },
    }),
  };
}

function toResponse({ status, responseHeaders, responseBody, responseBytes, error }: ReportedExchange) {
  return {
    status,
    statusText: '',
    httpVersion: HTTP_VERSION,
    cookies: [],
    headers: toPairs(responseHeaders),
    content: {
      size: responseBytes ?? (responseBody === undefined ? 0 : UNKNOWN),
      mimeType: mediaTypeOf(responseHeaders),
      ...(responseBody !== undefined && toText(responseBody)),
    },
    redirectURL: '',
    headersSize: UNKNOWN,
    bodySize: responseBytes ?? UNKNOWN,
    ...(error !== undefined && { comment: error }),
  };
}

/** Returns a captured body, with a comment where it is not all of what was sent. */
function toText(body: string) {
  const { text, isWhole } = parseCapturedBody(body);
  return isWhole ? { text } : { text, comment: 'shortened' };
}

function toPairs(pairs: Readonly<Record<string, string>> | URLSearchParams) {
  const entries = pairs instanceof URLSearchParams ? [...pairs] : Object.entries(pairs);
  return entries.map(([name, value]) => ({ name, value }));
}

function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  const [, value = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return value;
}
