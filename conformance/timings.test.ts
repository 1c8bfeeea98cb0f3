import { expect, test } from 'vitest';
import type { ReportedExchange } from './report/report.ts';
import { summarizeTimings } from './timings.ts';

function exchange(url: string, durationMs: number, changes: Partial<ReportedExchange> = {}): ReportedExchange {
  const rest = { id: 'x', at: '', purpose: '', requestHeaders: {}, responseHeaders: {}, status: 200 };
  return { ...rest, direction: 'to-xis', method: 'GET', url, durationMs, ...changes };
}

test('timings are by operation, without requests that got no response or came from the XIS', () => {
  const base = 'http://xis.example/fhir';
  const slots = Array.from({ length: 20 }, (_, index) => exchange(`${base}/Slot?status=free`, index + 1));
  const report = summarizeTimings(
    [
      ...slots,
      exchange(`${base}/Appointment/7`, 5),
      exchange(`${base}/ValueSet/BookableAppointmentTypes`, 3),
      exchange(`${base}/Slot`, 9999, { status: 0 }),
      exchange('http://us.example/AppointmentResponse', 9999, { direction: 'from-xis' }),
    ],
    base,
  );
  expect(report).toEqual([
    { operation: 'GET Slot', count: 20, medianMs: 10, p95Ms: 19, slowestMs: 20 },
    { operation: 'GET Appointment/{id}', count: 1, medianMs: 5, p95Ms: 5, slowestMs: 5 },
    { operation: 'GET ValueSet/BookableAppointmentTypes', count: 1, medianMs: 3, p95Ms: 3, slowestMs: 3 },
  ]);
});
