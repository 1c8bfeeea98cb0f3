import { expect, test } from 'vitest';
import type { ReportedExchange } from '../report/report.ts';
import { createExchangeLog } from './exchange-log.ts';

function exchange(id: string, responseBody: string): ReportedExchange {
  const rest = { at: '', purpose: '', method: 'GET', url: '', requestHeaders: {}, responseHeaders: {} };
  return { ...rest, id, direction: 'to-xis', status: 200, durationMs: 0, responseBody };
}

test('exchanges are listed as they began, whenever they ended', () => {
  const log = createExchangeLog();
  const ids = Array.from({ length: 11 }, () => log.begin());
  for (const id of [...ids].reverse()) log.add(exchange(id, 'x'));
  expect(log.list().map(({ id }) => id)).toEqual(ids);
});

test('bodies are kept up to a bound, the exchanges beyond it without', () => {
  const log = createExchangeLog();
  for (let count = 0; count < 1000; count++) log.add(exchange(log.begin(), 'x'.repeat(4000)));
  const list = log.list();
  expect(list).toHaveLength(1000);
  expect(JSON.stringify(list).length).toBeLessThan(4_000_000);
  expect(list.at(-1)?.responseBody).toBe('[left out: there is enough evidence]');
});
