import type { Run } from '../../run/run.ts';
import type { Reply } from '../../target/reply.ts';
import { NO_CATEGORY } from './made-up.ts';

/** The answer to a request for the types of a category that does not exist (AT-2, AT-3). */
export function typesOfNoCategory(run: Run): Promise<Reply> {
  return run.askOnce({
    purpose: 'ask for the types of a category that does not exist',
    path: '/ValueSet/BookableAppointmentTypes',
    query: [['service-category', NO_CATEGORY]],
  });
}
