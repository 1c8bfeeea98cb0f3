import type { AppointmentType } from '../read/appointment-types.ts';
import type { Coding } from '../read/coding.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import type { Session } from '../session/session.ts';

/** Returns every type of the ValueSet, with the configured category and without. */
export async function listedTypes(session: Session): Promise<readonly AppointmentType[]> {
  const lists = [session.appointmentTypes(), session.unfilteredAppointmentTypes()];
  return (await Promise.all(lists.map((types) => types.catch(() => [])))).flat();
}

/** Returns whether a slot's category is among types; a type without a system is compared by its code. */
export function isListed({ system, code }: Coding, types: readonly Coding[]): boolean {
  return types.some((type) => type.code === code && (type.system === system || type.system === ''));
}

/** Returns whether a slot is of other listed types only. Unlisted categories have a check of their own (AT-5). */
export function isForeign({ categories }: ParsedSlot, type: Coding, listed: readonly Coding[]): boolean {
  return !isListed(type, categories) && categories.some((category) => isListed(category, listed));
}
