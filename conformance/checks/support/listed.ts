import type { SeenType } from '../../read/appointment-types.ts';
import type { Coding } from '../../read/coding.ts';
import type { Run } from '../../session/session.ts';

/** Every type that the ValueSet has, with the user's filter and without. */
export async function listedTypes(run: Run): Promise<readonly SeenType[]> {
  const lists = await Promise.all([run.types(), run.typesWithoutFilter()].map((types) => types.catch(() => [])));
  return lists.flat();
}

/** Whether a slot's category is one of some types; a type that lacks its system is told by its code. */
export function isListed({ system, code }: Coding, types: readonly Coding[]): boolean {
  return types.some((type) => type.code === code && (type.system === system || type.system === ''));
}
