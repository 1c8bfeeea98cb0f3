import { freeSlotQuery } from '../../session/choose-type.ts';
import type { Session } from '../../session/session.ts';
import type { QueryParameter } from '../../session/request.ts';

/** The search of step 2, with a parameter that no XIS knows (TR-8). */
export async function withUnknownParameter(session: Session): Promise<readonly QueryParameter[]> {
  return [...freeSlotQuery(session, await session.appointmentType()), ['xis-testkit-unknown', '1']];
}
