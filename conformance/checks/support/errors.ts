import { block } from '../../run/blocked.ts';
import type { Run } from '../../run/run.ts';
import type { Reply } from '../../target/reply.ts';
import { malformedDate, unknownAppointment, withoutOrganization } from './refused.ts';

/**
 * Answers that are errors, of requests that only read.
 * @throws Blocked when nothing was refused
 */
export async function readErrors(run: Run): Promise<readonly Reply[]> {
  const replies = [await malformedDate(run), await withoutOrganization(run), await unknownAppointment(run)];
  const errors = replies.filter(({ status }) => status >= 400);
  return errors.length > 0 ? errors : block('no request was answered with an error');
}
