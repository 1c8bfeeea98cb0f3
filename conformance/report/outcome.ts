import { at, listOf, textOf } from '../read/json.ts';
import type { ReportedExchange } from './report.ts';

/** The most issues of an outcome, and outcomes of a check, that are told. */
const MOST = 3;

/** What the OperationOutcome of an answer says (TR-7): `conflict: the slot is taken`; undefined where there is none. */
export function outcomeOf({ responseBody = '' }: ReportedExchange): string | undefined {
  const body = parsed(responseBody);
  if (at(body, 'resourceType') !== 'OperationOutcome') return undefined;
  const issues = listOf(at(body, 'issue')).slice(0, MOST);
  const told = issues.map((issue) => {
    const texts = [textOf(at(issue, 'details', 'text')), textOf(at(issue, 'diagnostics'))];
    return [...new Set([textOf(at(issue, 'code')), ...texts])].filter((text) => text !== undefined).join(': ');
  });
  return told.filter((text) => text !== '').join('; ') || undefined;
}

/** What the outcomes among exchanges say, the last ones: `x12 (422) conflict: the slot is taken`. */
export function outcomesOf(exchanges: readonly ReportedExchange[]): readonly string[] {
  const told = new Map<string, string>();
  for (const exchange of exchanges) {
    const outcome = outcomeOf(exchange);
    if (outcome !== undefined)
      told.set(`${exchange.status} ${outcome}`, `${exchange.id} (${exchange.status}) ${outcome}`);
  }
  return [...told.values()].slice(-MOST);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
