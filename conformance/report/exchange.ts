import { shortened } from '../../output/terminal-text.ts';
import { at, listOf, textOf } from '../read/json.ts';
import type { ReportedExchange } from './report.ts';

/** The most issues of an outcome, and outcomes of a check, that are told. */
const MAX_OUTCOMES = 3;

/** What the OperationOutcome of an answer says (TR-7): `conflict: the slot is taken`; undefined where there is none. */
export function describeOutcome({ responseBody = '' }: ReportedExchange): string | undefined {
  const body = parseJson(responseBody);
  if (at(body, 'resourceType') !== 'OperationOutcome') return undefined;
  const issues = listOf(at(body, 'issue')).slice(0, MAX_OUTCOMES);
  const told = issues.map((issue) => {
    const texts = [textOf(at(issue, 'details', 'text')), textOf(at(issue, 'diagnostics'))];
    return [...new Set([textOf(at(issue, 'code')), ...texts])].filter((text) => text !== undefined).join(': ');
  });
  return told.filter((text) => text !== '').join('; ') || undefined;
}

/** What the outcomes among exchanges say, the last ones: `x12 (422) conflict: the slot is taken`. */
export function describeOutcomes(exchanges: readonly ReportedExchange[]): readonly string[] {
  const told = new Map<string, string>();
  for (const exchange of exchanges) {
    const outcome = describeOutcome(exchange);
    if (outcome !== undefined)
      told.set(`${exchange.status} ${outcome}`, `${exchange.id} (${exchange.status}) ${outcome}`);
  }
  return [...told.values()].slice(-MAX_OUTCOMES);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What stands at the end of a captured body that was shortened. */
const SHORTENED_SUFFIX = '\n[shortened]';

/** What stands in the place of a body of which only the size was kept. */
const SIZE_ONLY = /^\[\d+ characters of .*\]$/;

/** A captured body, and whether it is all that was sent. */
export interface CapturedBody {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Reads what an exchange holds of a body. */
export function parseCapturedBody(body: string): CapturedBody {
  if (body.endsWith(SHORTENED_SUFFIX)) return { text: body.slice(0, -SHORTENED_SUFFIX.length), isWhole: false };
  return { text: body, isWhole: !SIZE_ONLY.test(body) };
}

/** Longer paths are in the exchange itself. */
const MAX_PATH_LENGTH = 160;

/** The path of an exchange: below the base to the XIS, of the whole URL otherwise. */
export function relativePath({ url, direction }: ReportedExchange, baseUrl: string): string {
  if (direction === 'to-xis' && url.startsWith(baseUrl)) return url.slice(baseUrl.length) || '/';
  return url.replace(/^https?:\/\/[^/]*/, '') || url;
}

/** How it ended: the status, or that nothing came. */
export function formatStatus({ status }: ReportedExchange): string {
  return status === 0 ? 'no answer' : String(status);
}

/** `GET /Slot?status=free, 200`, on one line. */
export function formatExchange(exchange: ReportedExchange, baseUrl: string): string {
  return `${exchange.method} ${shortened(formatPath(exchange, baseUrl), MAX_PATH_LENGTH)}, ${formatStatus(exchange)}`;
}

/** The path as it is read: what is percent-encoded for no other reason than to be sent is written out. */
export function formatPath(exchange: ReportedExchange, baseUrl: string): string {
  const readable: Readonly<Record<string, string>> = { '%3A': ':', '%7C': '|', '%2F': '/', '%2C': ',' };
  return relativePath(exchange, baseUrl).replace(/%(?:3A|7C|2F|2C)/gi, (code) => readable[code.toUpperCase()] ?? code);
}
