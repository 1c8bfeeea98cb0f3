import type { Session } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { XisResponse } from '../../session/response.ts';
import { NO_ID } from './made-up.ts';

/** The answer to a search by a date that does not exist (SL-17). */
export function malformedDate(session: Session): Promise<XisResponse> {
  const query = slotQuery({ from: '2026-13-45', to: session.window.to });
  return session.sendCached({ purpose: 'search slots by a date that does not exist', path: '/Slot', query });
}

/** The answer to a request that names no organization (TR-2). */
export function withoutOrganization(session: Session): Promise<XisResponse> {
  return session.sendCached({
    purpose: 'ask for appointment types without naming the organization',
    path: '/ValueSet/BookableAppointmentTypes',
    organization: null,
  });
}

/** The answer to reading an appointment that does not exist (CN-1). */
export function unknownAppointment(session: Session): Promise<XisResponse> {
  return session.sendCached({ purpose: 'read an appointment that does not exist', path: `/Appointment/${NO_ID}` });
}
