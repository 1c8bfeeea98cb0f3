import type { ReportedExchange } from '../report/report.ts';

/** Characters of bodies that are kept, of all exchanges together. */
const MAX_BODY_LENGTH = 3_000_000;

/** Creates the log of the exchanges of a run, which are evidence. */
export function createExchangeLog() {
  const exchanges = new Map<string, ReportedExchange>();
  let begun = 0;
  let size = 0;

  return {
    /** Returns an id for an exchange that begins: `x1`, `x2`. */
    begin: (): string => `x${++begun}`,
    /** Adds an exchange that has ended; it is redacted already. */
    add(exchange: ReportedExchange): void {
      const { requestBody = '', responseBody = '', ...rest } = exchange;
      size += requestBody.length + responseBody.length;
      const left = responseBody === '' ? {} : { responseBody: '[left out: there is enough evidence]' };
      exchanges.set(exchange.id, size <= MAX_BODY_LENGTH ? exchange : { ...rest, ...left });
    },
    /** Lists the exchanges in the order in which they began. */
    list: (): readonly ReportedExchange[] =>
      [...exchanges.values()].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))),
  };
}
