import type { Session } from '../../session/session.ts';
import type { XisResponse } from '../../session/response.ts';
import { NO_CATEGORY } from './made-up.ts';

/** The answer to a request for the types of a category that does not exist (AT-2, AT-3). */
export function typesOfNoCategory(session: Session): Promise<XisResponse> {
  return session.sendCached({
    purpose: 'ask for the types of a category that does not exist',
    path: '/ValueSet/BookableAppointmentTypes',
    query: [['service-category', NO_CATEGORY]],
  });
}
