import { blockCheck } from '../../session/block-check.ts';
import type { Session } from '../../session/session.ts';
import type { RecordedResponse } from '../../session/recorded-response.ts';
import { malformedDate, unknownAppointment, withoutOrganization } from './refused.ts';

/** Statuses that come from what stands before a XIS as well: a gateway has no OperationOutcome. */
export const OF_GATEWAYS: ReadonlySet<number> = new Set([401, 407, 429, 502, 503, 504]);

/**
 * The errors of the run: of three requests that only read, and of everything that was posted until now.
 * @throws Blocked when nothing was refused
 */
export async function seenErrors(session: Session): Promise<readonly RecordedResponse[]> {
  const responses = [await malformedDate(session), await withoutOrganization(session), await unknownAppointment(session)];
  const asked = new Set(responses.map(({ exchangeId }) => exchangeId));
  const isPosted = ({ requestLine, status }: RecordedResponse): boolean => requestLine.startsWith('POST ') && !OF_GATEWAYS.has(status);
  const errors = session
    .responses()
    .filter((answer) => answer.status >= 400 && (asked.has(answer.exchangeId) || isPosted(answer)));
  return errors.length > 0 ? errors : blockCheck('no request was answered with an error');
}
