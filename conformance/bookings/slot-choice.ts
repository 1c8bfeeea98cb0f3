import { DateTime } from 'luxon';
import { type Coding, isSame } from '../read/coding.ts';
import { at, textOf } from '../read/json.ts';
import { type ParsedSlot, practitionerExtensions } from '../read/parsed-slot.ts';
import { flowQuery } from '../session/choose-search.ts';
import { searchSlots } from '../session/search-slots.ts';
import type { Session } from '../session/session.ts';
import { formatMoment } from '../session/slot-query.ts';
import { startOfDay } from '../session/window.ts';

/** A slot that can be booked: it has times and a practitioner. */
export interface BookableSlot {
  readonly slot: ParsedSlot;
  readonly start: string;
  readonly end: string;
  readonly startsAt: number;
  readonly practitioner: { readonly reference: string; readonly display: string };
  readonly type: Coding & { readonly display: string };
}

/** Returns the free slots of a type in the window, the last ones first: they are wanted least. Odd ones come at the end. */
export async function bookableSlots(session: Session, type: Coding): Promise<readonly BookableSlot[]> {
  const { slots } = await session.searchSlots(flowQuery(session, type));
  const display = (await session.appointmentTypes().catch(() => [])).find((offered) => isSame(offered, type))?.display;
  const oddity = ({ slot }: BookableSlot): number =>
    [slot.start.isInstant && slot.end.isInstant, slot.id !== undefined, slot.schedule !== undefined].filter(
      (isPresent) => !isPresent,
    ).length;
  return slots
    .flatMap((slot) => toBookable(session, slot, { ...type, display: display ?? displayIn(slot) ?? type.code }) ?? [])
    .sort((a, b) => oddity(a) - oddity(b) || b.startsAt - a.startsAt);
}

function toBookable(session: Session, slot: ParsedSlot, type: BookableSlot['type']): BookableSlot | undefined {
  const { start, end, status, resource } = slot;
  if (status !== 'free' || start.at === undefined || end.at === undefined || end.at <= start.at) return undefined;
  const { from, to } = session.window;
  if (start.at < from.toMillis() || start.at >= to.toMillis()) return undefined;
  // A search that does not narrow finds other types as well; a slot without a type may be of this one.
  if (slot.categories.length > 0 && !slot.categories.some((category) => isSame(category, type))) return undefined;
  const [reference] = slot.practitioners;
  if (reference === undefined) return undefined;
  const extension = practitionerExtensions(resource).find((each) => each.reference === reference);
  const display = extension?.display ?? reference;
  const text = (instant: typeof start): string =>
    instant.isInstant
      ? instant.text
      : formatMoment(DateTime.fromMillis(instant.at ?? 0, { zone: session.options.timeZone }));
  return { slot, start: text(start), end: text(end), startsAt: start.at, practitioner: { reference, display }, type };
}

function displayIn({ resource }: ParsedSlot): string | undefined {
  return textOf(at(resource, 'serviceCategory', 0, 'coding', 0, 'display'));
}

/** The values that identify a slot, whether or not a search still finds it. */
export interface SlotKey {
  readonly startsAt: number;
  readonly type: Coding;
  readonly practitioner: { readonly reference: string };
}

/**
 * Returns whether a slot is free now: searches the free slots of its day anew.
 * @throws CheckBlocked when the search cannot be read
 */
export async function isFreeNow(session: Session, { startsAt, type, practitioner }: SlotKey): Promise<boolean> {
  const day = DateTime.fromMillis(startsAt, { zone: session.options.timeZone });
  const query = flowQuery(session, type, { from: startOfDay(day, 0), to: startOfDay(day, 1) });
  const { slots } = await searchSlots(session, query);
  return slots.some(
    ({ status, start, practitioners }) =>
      status === 'free' && start.at === startsAt && practitioners.includes(practitioner.reference),
  );
}
