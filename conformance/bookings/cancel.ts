import type { Dialect } from '../../fhir/resources/dialect.ts';
import { defined } from '../../schema/defined.ts';
import { adviceOn } from '../../transport/problems.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';
import { lookUp, statusOf } from './look-up.ts';
import { isSuccess } from './outcome.ts';

/** A cancellation: its response in the dialect of the run, and whether the appointment is cancelled. */
export type Cancellation = {
  readonly response: XisResponse;
  /** The response in the other dialect, where the XIS has rejected the one of the run. */
  readonly inOtherDialect?: XisResponse;
} & ({ readonly cancelled: true } | { readonly cancelled: false; readonly reason: string });

/** A cancellation as it is sent. */
export interface CancellationRequest {
  readonly appointment: string;
  readonly bsn: string;
  readonly purpose: string;
  readonly dialect?: Dialect;
  /** `declined` alone cancels. */
  readonly participantStatus?: string;
}

/** Sends the patient's cancellation of an appointment (CN-3), once, in the dialect in which the XIS takes it. */
export function sendCancellation(session: Session, request: CancellationRequest): Promise<XisResponse> {
  const { purpose } = request;
  const body = cancellationBody({ dialect: session.forms.dialect.cancellation, ...request });
  return session.send({ purpose, method: 'POST', path: '/AppointmentResponse', body });
}

/** Cancels an appointment; where the XIS rejects the dialect of the run, the other one is tried, to go on. */
export async function cancelAppointment(session: Session, appointment: string, bsn: string): Promise<Cancellation> {
  const { dialect } = session.forms;
  const response = await sendCancellation(session, { appointment, bsn, purpose: 'cancel the appointment' });
  let inOtherDialect: XisResponse | undefined;
  if (response.status === 400 || response.status === 422) {
    const other = dialect.cancellation === 'r4' ? 'published' : 'r4';
    const purpose = `cancel the appointment, in the ${other} dialect`;
    inOtherDialect = await sendCancellation(session, { appointment, bsn, purpose, dialect: other });
    if (isSuccess(inOtherDialect)) dialect.cancellation = other;
  }
  let last = inOtherDialect ?? response;
  const responses = { response, ...defined({ inOtherDialect }) };
  // An appointment that stays behind matters more than the response: it is looked up in any case.
  let status = statusOf(await lookUp(session, appointment));
  if (last.noEvidence && status !== undefined && status !== 'cancelled') {
    // The appointment shows that the cancellation did not arrive.
    last = await sendCancellation(session, { appointment, bsn, purpose: 'cancel the appointment, once more' });
    status = statusOf(await lookUp(session, appointment));
  }
  if (status === 'cancelled' || (status === undefined && isSuccess(last))) return { ...responses, cancelled: true };
  const { nameOption } = session.options;
  const advice = last.status === 401 ? ` (${adviceOn('not-authenticated', nameOption)})` : '';
  const outcome = last.failure?.text ?? `the cancellation returned ${last.status}${advice}`;
  return { ...responses, cancelled: false, reason: `${outcome}; its status is ${status ?? 'unknown'}` };
}

/** Returns the body of the patient's cancellation, as published (CN-3) or as R4 would have it. */
function cancellationBody({
  appointment,
  bsn,
  dialect,
  participantStatus = 'declined',
}: CancellationRequest & { readonly dialect: Dialect }) {
  const identifier = { system: BSN_SYSTEM, value: bsn };
  return {
    // Not published, and no FHIR library reads a body without it (CB-7).
    resourceType: 'AppointmentResponse',
    actor: dialect === 'r4' ? { identifier } : { reference: { identifier: [identifier] } },
    comment: 'Deze testafspraak is afgezegd door xis-testkit.',
    appointment: { reference: `Appointment/${appointment}` },
    participantStatus,
  };
}
