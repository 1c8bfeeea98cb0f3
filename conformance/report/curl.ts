import { parseCapturedBody } from './exchange.ts';
import type { ReportedExchange } from './report.ts';

/** What a captured request has in the place of the test patient's BSN, and of any other. */
const BSN = '[bsn]';
const ANOTHER_BSN = '[another bsn]';

/** Stands before a command whose body is not what was sent. */
const INCOMPLETE_BODY_NOTE = '# The body was not kept whole: complete it by hand.\n';
/** Stands before a command that cannot be pasted: with the test patient's BSN it would say something else. */
const ANOTHER_BSN_NOTE =
  "# Not to be pasted as it is: put the BSN that was sent, not the test patient's, for <another BSN>.\n";

/** curl writes these by itself. */
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
 * A request as a command for a POSIX shell that can be pasted. What was redacted when it was captured comes from the
 * environment: the token from `XIS_TESTKIT_TOKEN`, the test patient's BSN from `XIS_TESTKIT_PATIENT_BSN`. Another
 * BSN is left open, and that is said. Nothing of the exchange can leave its quotes, and nothing in it changes the terminal that it is shown in.
 */
export function formatCurl(exchange: ReportedExchange): string {
  const { method, url, requestBody } = exchange;
  const headers = Object.entries(exchange.requestHeaders).filter(
    ([name]) => HEADER_NAME.test(name) && !HEADERS_OF_CURL.has(name.toLowerCase()),
  );
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  // Else curl reads `[` and `{` in a URL as a range or a list.
  const start = /[[\]{}]/.test(url) ? 'curl -sSi --globoff' : 'curl -sSi';
  const body = requestBody === undefined ? undefined : parseCapturedBody(requestBody);
  const parts = [
    ...methodArguments(method, requestBody !== undefined),
    ...headers.map(([name, value]) => `-H ${headerArgument(name, value)}`),
    // A body without a type was sent on purpose; curl would add one.
    ...(requestBody === undefined || hasType ? [] : ["-H 'Content-Type:'"]),
    // Not --data: that reads a file where the text begins with an @.
    ...(body === undefined ? [] : [`--data-raw ${quoteWithBsn(minifyJson(body.text))}`]),
    `--url ${quoteWithBsn(url)}`,
  ];
  const notes = [
    body?.isWhole === false ? INCOMPLETE_BODY_NOTE : '',
    `${url}${body?.text ?? ''}`.includes(ANOTHER_BSN) ? ANOTHER_BSN_NOTE : '',
  ];
  return notes.join('') + [start, ...parts].join(' \\\n  ');
}

function methodArguments(method: string, hasBody: boolean): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : [`-X ${quoteForShell(method)}`];
}

/** JSON without the spaces and line breaks between its parts; anything else as it is. */
function minifyJson(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return body;
  }
  return body.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, '$1');
}

function headerArgument(name: string, value: string): string {
  if (name.toLowerCase() === 'authorization') return `"${name}: Bearer $XIS_TESTKIT_TOKEN"`;
  // curl sends a header that is empty only when it ends in a semicolon.
  return value.trim() === '' ? quoteForShell(`${name};`) : quoteForShell(`${name}: ${value}`);
}

/** A text as one word of a shell, with the test patient's BSN from the environment. */
function quoteWithBsn(text: string): string {
  const quoted = text
    .replaceAll(ANOTHER_BSN, '<another BSN>')
    .split(BSN)
    .map((part) => (part === '' ? '' : quoteForShell(part)));
  return quoted.join('"$XIS_TESTKIT_PATIENT_BSN"') || "''";
}

/** Characters that a terminal acts on, or that no argument can hold as they are. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/**
 * A text as one word of a shell. In single quotes nothing means anything; with characters that are not printable it is
 * written as `$'…'`, which bash, ksh, zsh and POSIX 2024 read.
 */
export function quoteForShell(text: string): string {
  if (!UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const inside = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') return '\\n';
    // An argument ends at a NUL, and half a surrogate pair is no UTF-8.
    if (code === 0 || /\p{Cs}/u.test(character)) return '\uFFFD';
    return /['\\!]/.test(character) || UNPRINTABLE.test(character) ? escapeOctal(character) : character;
  });
  return `$'${inside.join('')}'`;
}

/** Octal, always three digits: a hexadecimal escape would take the characters after it along. */
function escapeOctal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
