import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { formatBody, formatOrganization } from '../verification/forms.ts';
import type { Target } from './target.ts';

/**
 * Sends a patient's cancellation without the search of the flow (CN-3), so that a XIS with a broken search does not keep the
 * appointment.
 * @returns whether the XIS returned success
 */
export async function sendCancellation(
  target: Target,
  dialect: Dialect,
  { id, bsn, comment }: { readonly id: string; readonly bsn: string; readonly comment: string },
): Promise<boolean> {
  const { xis, organization, token, headers, system, timeoutMs = 10_000 } = target;
  const cancellation = {
    resourceType: 'AppointmentResponse',
    actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: bsn }] } },
    comment,
    appointment: { reference: `Appointment/${id}` },
    participantStatus: 'declined',
  };
  try {
    const bearer = typeof token === 'function' ? await token() : token;
    const response = await system.fetch(`${xis.replace(/\/+$/, '')}/AppointmentResponse`, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/fhir+json',
        ...formatOrganization({ 'x-organization-identifier': `${AGB_SYSTEM}|${organization}` }, target),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      },
      body: formatBody(JSON.stringify(cancellation), dialect),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
