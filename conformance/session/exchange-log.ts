import type { ReportedExchange } from '../report/report.ts';

/** Characters of bodies that are kept, of all exchanges together. */
const MAX_BODY_LENGTH = 3_000_000;

/** The exchanges of a run as evidence, in the order in which they began. */
export interface ExchangeLog {
  /** Returns an id for an exchange that begins: `x1`, `x2`. */
  begin(): string;
  /** Adds an exchange that has ended; it is redacted already. */
  add(exchange: ReportedExchange): void;
  /** The number of exchanges that have begun. */
  readonly count: number;
  list(): readonly ReportedExchange[];
}

export function createExchangeLog(): ExchangeLog {
  const exchanges = new Map<string, ReportedExchange>();
  let begun = 0;
  let size = 0;

  return {
    begin: () => `x${++begun}`,
    add(exchange) {
      const { requestBody = '', responseBody = '', ...rest } = exchange;
      size += requestBody.length + responseBody.length;
      const left = responseBody === '' ? {} : { responseBody: '[left out: there is enough evidence]' };
      exchanges.set(exchange.id, size <= MAX_BODY_LENGTH ? exchange : { ...rest, ...left });
    },
    get count() {
      return begun;
    },
    list: () => [...exchanges.values()].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))),
  };
}
