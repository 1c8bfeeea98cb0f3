import type { Dialect } from '../../fhir/resources/dialect.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';
import { lookUp, statusOf } from './look-up.ts';
import { isSuccess } from './outcome.ts';

export type Cancellation =
  | { readonly cancelled: true; readonly response: XisResponse }
  | { readonly cancelled: false; readonly response: XisResponse; readonly reason: string };

/** A cancellation as it is sent. */
export interface CancellationRequest {
  readonly appointment: string;
  readonly bsn: string;
  readonly purpose: string;
  readonly dialect?: Dialect;
  /** `declined` alone cancels. */
  readonly participantStatus?: string;
}

/** Sends the patient's cancellation of an appointment (CN-3), once. */
export function sendCancellation(session: Session, request: CancellationRequest): Promise<XisResponse> {
  const { purpose } = request;
  return session.send({ purpose, method: 'POST', path: '/AppointmentResponse', body: cancellationBody(request) });
}

/** Cancels an appointment, in the dialect that the XIS accepts. */
export async function cancelAppointment(session: Session, appointment: string, bsn: string): Promise<Cancellation> {
  let response = await sendCancellation(session, { appointment, bsn, purpose: 'cancel the appointment' });
  if (response.status === 400 || response.status === 422) {
    const purpose = 'cancel the appointment, in the dialect of R4';
    response = await sendCancellation(session, { appointment, bsn, purpose, dialect: 'r4' });
  }
  // An appointment that stays behind matters more than the response: it is looked up in any case.
  const status = statusOf(await lookUp(session, appointment));
  if (status === 'cancelled' || (status === undefined && isSuccess(response))) return { cancelled: true, response };
  const outcome = response.failure?.text ?? `the cancellation returned ${response.status}`;
  return { cancelled: false, response, reason: `${outcome}; its status is ${status ?? 'unknown'}` };
}

/** Returns the body of the patient's cancellation, as published (CN-3) or as R4 would have it. */
function cancellationBody({
  appointment,
  bsn,
  dialect = 'published',
  participantStatus = 'declined',
}: CancellationRequest) {
  const identifier = { system: BSN_SYSTEM, value: bsn };
  return {
    ...(dialect === 'r4' ? { resourceType: 'AppointmentResponse' } : {}),
    actor: dialect === 'r4' ? { identifier } : { reference: { identifier: [identifier] } },
    comment: 'Deze testafspraak is afgezegd door xis-testkit.',
    appointment: { reference: `Appointment/${appointment}` },
    participantStatus,
  };
}
