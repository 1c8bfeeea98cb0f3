import type { CreatedAppointment } from '../../../bookings/booking.ts';
import type { ReceivedCallback } from '../../../callbacks/seen-callback.ts';

/**
 * The answers that are about an appointment by all signs, and do not name it as `Appointment/{id}`: by its id alone, by
 * the id that we gave it, or by nothing of that form at all.
 * @param since how many callbacks had come when its decision was asked for
 */
export function misnamed(
  seen: readonly ReceivedCallback[],
  { id, request: asked }: CreatedAppointment,
  { since, bsn }: { readonly since: number; readonly bsn: string | undefined },
): readonly ReceivedCallback[] {
  const known = [id, asked.id];
  return seen.filter((callback, index) => {
    const { kind, appointment, reference, body } = callback;
    if (kind !== 'answer' || body === undefined || appointment === id) return false;
    if (appointment !== undefined) return appointment === asked.id;
    return known.includes(reference) || (index >= since && callback.bsn === bsn);
  });
}
