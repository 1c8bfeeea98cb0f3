import { expect, test } from 'vitest';
import type { ReportedExchange } from '../report/report.ts';
import { createExchangeLog } from './exchange-log.ts';

function exchange(id: string, responseBody = 'x'): ReportedExchange {
  const rest = { at: '', purpose: '', method: 'GET', url: '', requestHeaders: {}, responseHeaders: {} };
  return { ...rest, id, direction: 'to-xis', status: 200, durationMs: 0, responseBody };
}

test('exchanges without a number are listed as they began, whenever they ended', () => {
  const log = createExchangeLog();
  const ids = Array.from({ length: 11 }, () => log.begin());
  for (const id of [...ids].reverse()) log.add(exchange(id, id));
  expect(log.list().map(({ responseBody }) => responseBody)).toEqual(ids);
  expect(log.list().map(({ id }) => id)).toEqual(ids.map((_, index) => `x${index + 1}`));
});

test('exchanges with a number keep it, and come first', () => {
  const log = createExchangeLog();
  const [first = '', second = '', third = ''] = [log.begin(), log.begin(), log.begin()];
  for (const id of [first, second, third]) log.add(exchange(id, id));
  log.number([third, first]);
  log.number([first, third]);
  expect(log.idInReport(third)).toBe('x1');
  expect(log.inOrder([{ exchangeId: first }, { exchangeId: second }, { exchangeId: third }])).toEqual([
    { exchangeId: third },
    { exchangeId: first },
    { exchangeId: second },
  ]);
  expect(log.list().map(({ id, responseBody }) => [id, responseBody])).toEqual([
    ['x1', third],
    ['x2', first],
    ['x3', second],
  ]);
});

test('bodies are kept up to a bound, the exchanges beyond it without', () => {
  const log = createExchangeLog();
  for (let count = 0; count < 1000; count++) log.add(exchange(log.begin(), 'x'.repeat(4000)));
  const list = log.list();
  expect(list).toHaveLength(1000);
  expect(JSON.stringify(list).length).toBeLessThan(4_000_000);
  expect(list.at(-1)?.responseBody).toBe('[left out: there is enough evidence]');
});
