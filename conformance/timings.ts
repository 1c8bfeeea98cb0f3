import type { CheckReport, ReportedExchange } from './report/report.ts';
import { groupBy } from './report/select.ts';

/** Summarizes the response times by operation. Requests without a response are left out. */
export function summarizeTimings(exchanges: readonly ReportedExchange[], baseUrl: string): CheckReport['timings'] {
  const timed = exchanges.filter(
    ({ direction, url, status }) => direction === 'to-xis' && status !== 0 && url.startsWith(baseUrl),
  );
  const operations = groupBy(timed, ({ method, url }) => operationOf(method, url.slice(baseUrl.length)));
  return [...operations].map(([operation, group]) => {
    const sorted = group.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    return {
      operation,
      count: sorted.length,
      medianMs: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      slowestMs: percentile(sorted, 1),
    };
  });
}

/** Returns the operation of a request: `GET Slot`, or `GET Appointment/{id}` for one resource. */
function operationOf(method: string, path: string): string {
  const [, type = '', id = ''] = (path.split('?')[0] ?? '').split('/');
  if (id === '') return `${method} ${type}`;
  return `${method} ${type}/${id === 'BookableAppointmentTypes' ? id : '{id}'}`;
}

/** Returns the smallest value that is not exceeded by a share of the values. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0;
}
