import { decodeReadable } from '../../output/readable-url.ts';
import { shorten } from '../../output/terminal-text.ts';
import { at, listOf, parseJson, textOf } from '../read/json.ts';
import type { ReportedExchange } from './report.ts';

/** The path in `formatExchange`; the exchange itself shows all of it. */
const MAX_PATH_LENGTH = 160;
/** Issues of one OperationOutcome, and OperationOutcomes of one check. */
const MAX_OUTCOMES = 3;

/** Returns the path and query: below the base URL for a request to the XIS, of the whole URL for a callback. */
export function relativePath({ url, direction }: ReportedExchange, baseUrl: string): string {
  if (direction === 'to-xis' && url.startsWith(baseUrl)) return url.slice(baseUrl.length) || '/';
  return url.replace(/^https?:\/\/[^/]*/, '') || url;
}

/** Returns the path with the percent-encoding of `:`, `|`, `/` and `,` decoded. */
export function formatPath(exchange: ReportedExchange, baseUrl: string): string {
  return decodeReadable(relativePath(exchange, baseUrl));
}

export const NO_RESPONSE = 'no response';

/** Returns the status code, or `no response`. */
export function formatStatus({ status }: ReportedExchange): string {
  return status === 0 ? NO_RESPONSE : String(status);
}

/** Returns an exchange on one line: `GET /Slot?status=free, 200`. */
export function formatExchange(exchange: ReportedExchange, baseUrl: string): string {
  return `${exchange.method} ${shorten(formatPath(exchange, baseUrl), MAX_PATH_LENGTH)}, ${formatStatus(exchange)}`;
}

export interface CapturedBody {
  readonly text: string;
  /** Whether the capture kept all of it. */
  readonly isWhole: boolean;
}

/** The end of a captured body that was shortened. */
const SHORTENED_SUFFIX = '\n[shortened]';
/** The placeholder for a body of which the capture kept only the size. */
const SIZE_ONLY = /^\[\d+ characters of .*\]$/;

/** Separates a captured body from the notes that the capture added to it. */
export function parseCapturedBody(body: string): CapturedBody {
  if (body.endsWith(SHORTENED_SUFFIX)) return { text: body.slice(0, -SHORTENED_SUFFIX.length), isWhole: false };
  return { text: body, isWhole: !SIZE_ONLY.test(body) };
}

/** Describes the last different OperationOutcomes of some exchanges: `x12 (422) conflict: the slot is taken`. */
export function describeOutcomes(exchanges: readonly ReportedExchange[]): readonly string[] {
  const descriptions = new Map<string, string>();
  for (const exchange of exchanges) {
    const outcome = describeOutcome(exchange);
    if (outcome !== undefined)
      descriptions.set(`${exchange.status} ${outcome}`, `${exchange.id} (${exchange.status}) ${outcome}`);
  }
  return [...descriptions.values()].slice(-MAX_OUTCOMES);
}

/** Describes the OperationOutcome of a response (TR-7): `conflict: the slot is taken`. */
function describeOutcome({ responseBody = '' }: ReportedExchange): string | undefined {
  const body = parseJson(responseBody);
  if (at(body, 'resourceType') !== 'OperationOutcome') return undefined;
  const issues = listOf(at(body, 'issue')).slice(0, MAX_OUTCOMES);
  const descriptions = issues.map((issue) => {
    const texts = [textOf(at(issue, 'details', 'text')), textOf(at(issue, 'diagnostics'))];
    return [...new Set([textOf(at(issue, 'code')), ...texts])].filter((text) => text !== undefined).join(': ');
  });
  return descriptions.filter((text) => text !== '').join('; ') || undefined;
}
