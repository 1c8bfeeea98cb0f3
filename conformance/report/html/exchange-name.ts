import { shorten } from '../../../output/terminal-text.ts';
import type { ReportedExchange } from '../report.ts';

/** Longer paths are in the exchange itself. */
const LONGEST_PATH = 160;

/** The path of an exchange: below the base to the XIS, of the whole URL otherwise. */
export function pathOf({ url, direction }: ReportedExchange, baseUrl: string): string {
  if (direction === 'to-xis' && url.startsWith(baseUrl)) return url.slice(baseUrl.length) || '/';
  return url.replace(/^https?:\/\/[^/]*/, '') || url;
}

/** How it ended: the status, or that nothing came. */
export function statusOf({ status }: ReportedExchange): string {
  return status === 0 ? 'no answer' : String(status);
}

/** `GET /Slot?status=free, 200`, on one line. */
export function exchangeName(exchange: ReportedExchange, baseUrl: string): string {
  return `${exchange.method} ${shorten(readablePath(exchange, baseUrl), LONGEST_PATH)}, ${statusOf(exchange)}`;
}

/** The path as it is read: what is percent-encoded for no other reason than to be sent is written out. */
export function readablePath(exchange: ReportedExchange, baseUrl: string): string {
  const readable: Readonly<Record<string, string>> = { '%3A': ':', '%7C': '|', '%2F': '/', '%2C': ',' };
  return pathOf(exchange, baseUrl).replace(/%(?:3A|7C|2F|2C)/gi, (code) => readable[code.toUpperCase()] ?? code);
}
