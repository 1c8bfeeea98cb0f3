import type { CheckReport, ReportedExchange } from './report/report.ts';

/** Summarizes the response times by operation. Requests without a response are left out. */
export function summarizeTimings(exchanges: readonly ReportedExchange[], baseUrl: string): CheckReport['timings'] {
  const durations = new Map<string, number[]>();
  for (const { direction, method, url, status, durationMs } of exchanges) {
    if (direction !== 'to-xis' || status === 0 || !url.startsWith(baseUrl)) continue;
    const operation = operationOf(method, url.slice(baseUrl.length));
    durations.set(operation, [...(durations.get(operation) ?? []), durationMs]);
  }
  return [...durations].map(([operation, unsorted]) => {
    const sorted = unsorted.sort((a, b) => a - b);
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
