import type { CheckReport, CheckResult, ReportedExchange, RequirementResult } from './report.ts';

/** A check together with what its ids refer to. */
export interface CheckDetails {
  readonly check: CheckResult;
  readonly clauses: readonly RequirementResult[];
  readonly exchanges: readonly ReportedExchange[];
  /** The request to repeat: the last one to the XIS, as a control comes before what it is the control of. */
  readonly request?: ReportedExchange;
}

/** Looks up what checks refer to. */
export type FindDetails = (check: CheckResult) => CheckDetails;

/** Makes the lookup of a report; what is not there is left out. */
export function createDetailsLookup(report: CheckReport): FindDetails {
  const clauses = new Map(report.requirements.map((requirement) => [requirement.id, requirement]));
  const exchanges = new Map(report.exchanges.map((exchange) => [exchange.id, exchange]));
  return (check) => {
    const shown = dropMissing(check.exchanges.map((id) => exchanges.get(id)));
    const request = shown.findLast(({ direction }) => direction === 'to-xis');
    return {
      check,
      clauses: dropMissing(check.requirements.map((id) => clauses.get(id))),
      exchanges: shown,
      ...(request ? { request } : {}),
    };
  };
}

/** Checks with one verdict; those of the file of known failures apart. */
export function selectUnexpected(report: CheckReport, verdict: CheckResult['verdict']): readonly CheckResult[] {
  return report.checks.filter((check) => check.verdict === verdict && check.known === undefined);
}

/** Checks that do not keep what they assert, and are in the file of known failures. */
export function selectKnown(report: CheckReport): readonly CheckResult[] {
  return report.checks.filter(({ known }) => known !== undefined);
}

/** Appointments that may still stand in the XIS. */
export function selectNotCancelled(report: CheckReport): CheckReport['bookings'] {
  return report.bookings.filter(({ cancelled }) => !cancelled);
}

/** Blocked checks by what they lack, most first. */
export function groupBlockedByReason(
  report: CheckReport,
): readonly (readonly [reason: string, checks: readonly CheckResult[]])[] {
  const groups = new Map<string, CheckResult[]>();
  for (const check of selectUnexpected(report, 'blocked'))
    groups.set(check.message, [...(groups.get(check.message) ?? []), check]);
  return [...groups].sort(([, one], [, other]) => other.length - one.length);
}

function dropMissing<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}
