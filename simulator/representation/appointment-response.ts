import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { Decision } from '../domain/approval/policy.ts';

/** The practitioner's answer to an appointment, XIS → Spreekuur.nl (CB-1). */
export function appointmentResponse(
  dialect: Dialect,
  answer: { readonly appointment: string; readonly bsn: string; readonly decision: Decision; readonly comment: string },
) {
  const identifier = { system: BSN_SYSTEM, value: answer.bsn };
  return {
    ...(dialect === 'r4' ? { resourceType: 'AppointmentResponse' } : {}),
    actor: dialect === 'published' ? { reference: { identifier: [identifier] } } : { identifier },
    comment: answer.comment,
    appointment: { reference: `Appointment/${answer.appointment}` },
    participantStatus: answer.decision,
  };
}
