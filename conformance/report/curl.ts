import { quoteForShell } from '../../output/quote-for-shell.ts';
import { parseJson } from '../read/json.ts';
import { parseCapturedBody } from './exchange.ts';
import type { ReportedExchange } from './report.ts';

/** The placeholders in a captured request for the test patient's BSN and for any other. */
const BSN = '[bsn]';
const ANOTHER_BSN = '[another bsn]';

/** Comes before a command whose body differs from the body that was sent. */
const INCOMPLETE_BODY_NOTE = '# The report has only part of the body: complete it by hand.\n';
/** Comes before a command that must not use the test patient's BSN: that would be a different request. */
const ANOTHER_BSN_NOTE = "# Replace <another BSN> by the BSN that was sent, which is not the test patient's.\n";

/** The kinds of tokens that a command may name: words alone cannot break out of a comment. */
const TOKEN_KIND = /^[A-Za-z0-9][A-Za-z0-9 ,:_-]{0,100}$/;

/** curl sets these itself. */
const HEADERS_OF_CURL = new Set([
  'host',
  'connection',
  'content-length',
  'accept-encoding',
  'transfer-encoding',
  'expect',
]);

/** RFC 9110, 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Formats a request as a curl command for a POSIX shell. The redacted values come from the environment: the token from
 * `XIS_TESTKIT_TOKEN`, the test patient's BSN from `XIS_TESTKIT_PATIENT_BSN`. A comment names any other BSN or token to set.
 * No text of the exchange can break out of its quotes or control the terminal.
 */
export function formatCurl(exchange: ReportedExchange): string {
  const { method, url, requestBody, token } = exchange;
  const variable = token === undefined ? 'XIS_TESTKIT_TOKEN' : 'TOKEN';
  const headers = Object.entries(exchange.requestHeaders).filter(
    ([name]) => HEADER_NAME.test(name) && !HEADERS_OF_CURL.has(name.toLowerCase()),
  );
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  // Without --globoff, curl reads `[` and `{` in a URL as a range or a list.
  const start = /[[\]{}]/.test(url) ? 'curl -sSi --globoff' : 'curl -sSi';
  const body = requestBody === undefined ? undefined : parseCapturedBody(requestBody);
  const parts = [
    ...methodArguments(method, requestBody !== undefined),
    ...headers.map(([name, value]) => `-H ${headerArgument(name, value, variable)}`),
    // The check sent a body without a Content-Type; curl would add one.
    ...(requestBody === undefined || hasType ? [] : ["-H 'Content-Type:'"]),
    // Not --data, which reads a file when the text begins with an @.
    ...(body === undefined ? [] : [`--data-raw ${quoteWithBsn(minifyJson(body.text))}`]),
    `--url ${quoteWithBsn(url)}`,
  ];
  const notes = [
    token === undefined ? '' : `# Set TOKEN to ${TOKEN_KIND.test(token) ? token : 'the token that was sent'}.\n`,
    body?.isWhole === false ? INCOMPLETE_BODY_NOTE : '',
    `${url}${body?.text ?? ''}`.includes(ANOTHER_BSN) ? ANOTHER_BSN_NOTE : '',
  ];
  return notes.join('') + [start, ...parts].join(' \\\n  ');
}

function methodArguments(method: string, hasBody: boolean): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : [`-X ${quoteForShell(method)}`];
}

/** Removes whitespace between the tokens of JSON; returns any other text unchanged. */
function minifyJson(body: string): string {
  if (parseJson(body) === undefined) return body;
  return body.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, '$1');
}

function headerArgument(name: string, value: string, variable: string): string {
  if (name.toLowerCase() === 'authorization') return `"${name}: Bearer $${variable}"`;
  // curl sends an empty header only when it is written with a semicolon.
  return value.trim() === '' ? quoteForShell(`${name};`) : quoteForShell(`${name}: ${value}`);
}

/** Quotes a text as one shell word, with the test patient's BSN from the environment. */
function quoteWithBsn(text: string): string {
  const quoted = text
    .replaceAll(ANOTHER_BSN, '<another BSN>')
    .split(BSN)
    .map((part) => (part === '' ? '' : quoteForShell(part)));
  return quoted.join('"$XIS_TESTKIT_PATIENT_BSN"') || "''";
}
