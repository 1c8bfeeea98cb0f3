import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { formatBody, formatOrganization } from '../verification/forms.ts';
import { createRequestHeaders } from '../verification/request-headers.ts';
import type { Target } from './target.ts';

/** Nothing of the response is read but its status. */
const MAX_BODY_BYTES = 65_536;

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
  const { xis, organization, token, headers, system, transport, timeoutMs = 10_000 } = target;
  const cancellation = {
    resourceType: 'AppointmentResponse',
    actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: bsn }] } },
    comment,
    appointment: { reference: `Appointment/${id}` },
    participantStatus: 'declined',
  };
  const url = `${xis.replace(/\/+$/, '')}/AppointmentResponse`;
  const attempt = (bearer: string | undefined) =>
    fetchOnce(
      url,
      {
        method: 'POST',
        headers: createRequestHeaders(
          {
            'content-type': 'application/fhir+json',
            ...formatOrganization({ 'x-organization-identifier': `${AGB_SYSTEM}|${organization}` }, target),
          },
          headers ?? {},
          bearer,
        ),
        body: formatBody(JSON.stringify(cancellation), dialect),
      },
      { system, timeoutMs, maxBytes: MAX_BODY_BYTES },
    );
  const { result } = await transport.cleanUp.send({ method: 'POST', url, token, attempt });
  return result !== undefined && result.status >= 200 && result.status < 300;
}
