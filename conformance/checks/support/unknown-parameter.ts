import { stepTwo } from '../../session/choose-type.ts';
import type { Run } from '../../session/session.ts';
import type { Pair } from '../../session/request.ts';

/** The search of step 2, with a parameter that no XIS knows (TR-8). */
export async function withUnknownParameter(run: Run): Promise<readonly Pair[]> {
  return [...stepTwo(run, await run.type()), ['xis-testkit-unknown', '1']];
}
