import { block } from '../../session/block-check.ts';
import type { Run } from '../../session/session.ts';
import type { SeenAnswer } from '../../session/recorded-response.ts';
import { malformedDate, unknownAppointment, withoutOrganization } from './refused.ts';

/** Statuses that come from what stands before a XIS as well: a gateway has no OperationOutcome. */
export const OF_GATEWAYS: ReadonlySet<number> = new Set([401, 407, 429, 502, 503, 504]);

/**
 * The errors of the run: of three requests that only read, and of everything that was posted until now.
 * @throws Blocked when nothing was refused
 */
export async function seenErrors(run: Run): Promise<readonly SeenAnswer[]> {
  const replies = [await malformedDate(run), await withoutOrganization(run), await unknownAppointment(run)];
  const asked = new Set(replies.map(({ exchange }) => exchange));
  const isPosted = ({ line, status }: SeenAnswer): boolean => line.startsWith('POST ') && !OF_GATEWAYS.has(status);
  const errors = run
    .answers()
    .filter((answer) => answer.status >= 400 && (asked.has(answer.exchange) || isPosted(answer)));
  return errors.length > 0 ? errors : block('no request was answered with an error');
}
