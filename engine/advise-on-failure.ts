import { adviceOn, type NameOption } from '../transport/problems.ts';
import type { Failure } from './failure.ts';

/**
 * Returns what to do about a failed step, in the words of the caller's options; undefined where it is for the XIS to mend.
 * @example
 * const types = await engine.appointmentTypes();
 * if (types.outcome === 'failed') console.error(types.error, adviseOnFailure(types, (option) => option));
 */
export function adviseOnFailure(
  { status = 0, clause, problem }: Pick<Failure, 'status' | 'clause' | 'problem'>,
  nameOption: NameOption,
): string | undefined {
  if (problem !== undefined) return adviceOn(problem, nameOption);
  if (status === 403) return adviceOn('organization-refused', nameOption);
  if (status === 404) return adviceOn('wrong-base-path', nameOption);
  // The clauses of a body that cannot be read.
  if (clause !== 'TR-1' && clause !== 'TR-10') return undefined;
  return adviceOn(status >= 500 ? 'server-error' : 'not-a-xis', nameOption);
}
