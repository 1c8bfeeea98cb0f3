import type { Run } from '../../session/session.ts';
import { slotPairs } from '../../session/slot-query.ts';
import type { Reply } from '../../session/response.ts';
import { NO_ID } from './made-up.ts';

/** The answer to a search by a date that does not exist (SL-17). */
export function malformedDate(run: Run): Promise<Reply> {
  const query = slotPairs({ from: '2026-13-45', to: run.window.to });
  return run.askOnce({ purpose: 'search slots by a date that does not exist', path: '/Slot', query });
}

/** The answer to a request that names no organization (TR-2). */
export function withoutOrganization(run: Run): Promise<Reply> {
  return run.askOnce({
    purpose: 'ask for appointment types without naming the organization',
    path: '/ValueSet/BookableAppointmentTypes',
    organization: null,
  });
}

/** The answer to reading an appointment that does not exist (CN-1). */
export function unknownAppointment(run: Run): Promise<Reply> {
  return run.askOnce({ purpose: 'read an appointment that does not exist', path: `/Appointment/${NO_ID}` });
}
