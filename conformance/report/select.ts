import { defined } from '../../schema/defined.ts';
import type { CheckReport, CheckResult, ReportedBooking, ReportedExchange, RequirementResult } from './report.ts';

/** A check together with the clauses and exchanges that its ids refer to. */
export interface CheckDetails {
  readonly check: CheckResult;
  readonly clauses: readonly RequirementResult[];
  readonly exchanges: readonly ReportedExchange[];
  /** The request to repeat: the last one to the XIS, because a check sends its control requests first. */
  readonly request?: ReportedExchange;
}

export type FindDetails = (check: CheckResult) => CheckDetails;

/** Indexes a report by id. The lookup leaves out ids that the report does not contain. */
export function createDetailsLookup(report: CheckReport): FindDetails {
  const clauses = new Map(report.requirements.map((requirement) => [requirement.id, requirement]));
  const exchanges = new Map(report.exchanges.map((exchange) => [exchange.id, exchange]));
  return (check) => {
    const evidence = dropMissing(check.exchanges.map((id) => exchanges.get(id)));
    return defined({
      check,
      clauses: dropMissing(check.requirements.map((id) => clauses.get(id))),
      exchanges: evidence,
      request: evidence.findLast(({ direction }) => direction === 'to-xis'),
    });
  };
}

/** Returns the checks with a verdict, without those that the known failures excuse. */
export function selectUnexpected(report: CheckReport, verdict: CheckResult['verdict']): readonly CheckResult[] {
  return report.checks.filter((check) => check.verdict === verdict && check.known === undefined);
}

/** Returns the unexpected checks that a report shows in full, the most important first. */
export function selectSections(
  report: CheckReport,
): readonly { readonly id: string; readonly title: string; readonly checks: readonly CheckResult[] }[] {
  return [
    { id: 'failures', title: 'Failures', checks: selectUnexpected(report, 'fail') },
    { id: 'errors', title: 'Errors of the test kit', checks: selectUnexpected(report, 'error') },
    { id: 'warnings', title: 'Warnings', checks: selectUnexpected(report, 'warn') },
  ];
}

/** Returns the checks that the known failures excuse. */
export function selectKnown(report: CheckReport): readonly CheckResult[] {
  return report.checks.filter(({ known }) => known !== undefined);
}

/** Returns the appointments that may still be in the XIS. */
export function selectNotCancelled(report: CheckReport): readonly ReportedBooking[] {
  return report.bookings.filter(({ cancelled }) => !cancelled);
}

/** Groups the blocked checks by their reason, the most frequent reason first. */
export function groupBlockedByReason(
  report: CheckReport,
): readonly (readonly [reason: string, checks: readonly CheckResult[]])[] {
  const groups = groupBy(selectUnexpected(report, 'blocked'), ({ message }) => message);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** Groups items in the order of the first item with each key. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function dropMissing<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}
