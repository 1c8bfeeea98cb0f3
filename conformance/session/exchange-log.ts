import type { ReportedExchange } from '../report/report.ts';

/** Characters of bodies that are kept, of all exchanges together. */
const MAX_BODY_LENGTH = 3_000_000;

/**
 * Creates the log of the exchanges of a run, which are evidence. Exchanges of requests that are under way together begin in
 * any order, so an exchange has two ids: one from its begin on, and one in the report, which follows from its number.
 */
export function createExchangeLog() {
  const exchanges = new Map<string, ReportedExchange>();
  const begun: string[] = [];
  const numbers = new Map<string, number>();

  const number = (ids: readonly string[]): void => {
    for (const id of ids) if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  };

  const idInReport = (id: string): string => {
    number([id]);
    return `x${numbers.get(id)}`;
  };

  return {
    /** Returns an id for an exchange that begins. */
    begin(): string {
      const id = `begun-${begun.length + 1}`;
      begun.push(id);
      return id;
    },
    /** Adds an exchange that has ended; it is redacted already. */
    add: (exchange: ReportedExchange) => void exchanges.set(exchange.id, exchange),
    /** Gives exchanges the next numbers, in the order of their ids here; those that have a number keep it. */
    number,
    /** Numbers every exchange so far: those without a number in the order in which they began. */
    numberAll: () => number(begun),
    /** Returns the id of an exchange in the report: `x12`. One without a number gets the next. */
    idInReport,
    /** Returns what belongs to exchanges in the order of their numbers; all exchanges so far get one. */
    inOrder<T extends { readonly exchangeId: string }>(items: readonly T[]): readonly T[] {
      number(begun);
      const numberOf = ({ exchangeId }: T): number => numbers.get(exchangeId) ?? 0;
      return [...items].sort((a, b) => numberOf(a) - numberOf(b));
    },
    /** Lists the exchanges as the report has them, in the order of their numbers. */
    list(): readonly ReportedExchange[] {
      number(begun);
      let size = 0;
      return [...numbers.keys()].flatMap((id) => {
        const exchange = exchanges.get(id);
        if (!exchange) return [];
        const { requestBody = '', responseBody = '', ...rest } = exchange;
        size += requestBody.length + responseBody.length;
        const left = responseBody === '' ? {} : { responseBody: '[left out: there is enough evidence]' };
        return { ...(size <= MAX_BODY_LENGTH ? exchange : { ...rest, ...left }), id: idInReport(id) };
      });
    },
  };
}
