import type { CheckReport, ReportedExchange } from '../report.ts';
import { pathOf, readablePath, statusOf } from './exchange-name.ts';

/** One arrow of the flow: an exchange, or several alike that came after one another. */
export interface FlowStep {
  readonly direction: ReportedExchange['direction'];
  readonly label: string;
  readonly status: string;
  /** How many exchanges; from the first to the last of them. */
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** Whether a check that failed refers to one of them. */
  readonly isBroken: boolean;
}

/** The exchanges of a report in the order of their start; those that differ by their query only are taken together. */
export function flowSteps({ exchanges, checks, target }: CheckReport): readonly FlowStep[] {
  const broken = new Set(checks.filter(({ verdict }) => verdict === 'fail').flatMap((check) => check.exchanges));
  const steps: FlowStep[] = [];
  let lastKind = '';
  for (const exchange of exchanges) {
    const { direction, method, id } = exchange;
    const path = pathOf(exchange, target.baseUrl).split('?')[0] ?? '';
    const kind = JSON.stringify([direction, method, path, exchange.status]);
    const before = steps.at(-1);
    if (before && kind === lastKind) {
      const isBroken = before.isBroken || broken.has(id);
      steps[steps.length - 1] = { ...before, label: `${method} ${path}`, count: before.count + 1, last: id, isBroken };
      continue;
    }
    lastKind = kind;
    const label = `${method} ${readablePath(exchange, target.baseUrl)}`;
    steps.push({
      direction,
      label,
      status: statusOf(exchange),
      count: 1,
      first: id,
      last: id,
      isBroken: broken.has(id),
    });
  }
  return steps;
}
