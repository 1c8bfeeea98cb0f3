import type { Run } from '../../session/session.ts';
import type { Reply } from '../../session/response.ts';
import { NO_CATEGORY } from './made-up.ts';

/** The answer to a request for the types of a category that does not exist (AT-2, AT-3). */
export function typesOfNoCategory(run: Run): Promise<Reply> {
  return run.askOnce({
    purpose: 'ask for the types of a category that does not exist',
    path: '/ValueSet/BookableAppointmentTypes',
    query: [['service-category', NO_CATEGORY]],
  });
}
