import type { AppointmentType } from '../../read/appointment-types.ts';
import type { Coding } from '../../read/coding.ts';
import type { Session } from '../../session/session.ts';

/** Every type that the ValueSet has, with the user's filter and without. */
export async function listedTypes(session: Session): Promise<readonly AppointmentType[]> {
  const lists = await Promise.all([session.appointmentTypes(), session.unfilteredAppointmentTypes()].map((types) => types.catch(() => [])));
  return lists.flat();
}

/** Whether a slot's category is one of some types; a type that lacks its system is told by its code. */
export function isListed({ system, code }: Coding, types: readonly Coding[]): boolean {
  return types.some((type) => type.code === code && (type.system === system || type.system === ''));
}
