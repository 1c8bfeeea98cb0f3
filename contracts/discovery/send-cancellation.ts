import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Reach } from './free-slots.ts';

/**
 * Sends a patient's cancellation without looking first (CN-3): the flow looks, and a XIS whose search does not work would
 * keep what was booked in it.
 * @returns whether the XIS says that it has taken it
 */
export async function sendCancellation(reach: Reach, id: string, bsn: string, comment: string): Promise<boolean> {
  const { xis, organization, token, headers, system, timeoutMs = 10_000 } = reach;
  try {
    const bearer = typeof token === 'function' ? await token() : token;
    const response = await system.fetch(`${xis.replace(/\/+$/, '')}/AppointmentResponse`, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/fhir+json',
        'X-Organization-Identifier': `${AGB_SYSTEM}|${organization}`,
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({
        actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: bsn }] } },
        comment,
        appointment: { reference: `Appointment/${id}` },
        participantStatus: 'declined',
      }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
