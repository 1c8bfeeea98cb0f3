import { stepTwo } from '../../run/choose-type.ts';
import type { Run } from '../../run/run.ts';
import type { Pair } from '../../target/request.ts';

/** The search of step 2, with a parameter that no XIS knows (TR-8). */
export async function withUnknownParameter(run: Run): Promise<readonly Pair[]> {
  return [...stepTwo(run, await run.type()), ['xis-testkit-unknown', '1']];
}
