import { DateTime } from 'luxon';
import { type Coding, isSame } from '../read/coding.ts';
import { at, textOf } from '../read/json.ts';
import { type ParsedSlot, practitionerExtensions } from '../read/parsed-slot.ts';
import { isSlotStatus } from '../read/slot-status.ts';
import { blockCheck } from '../session/block-check.ts';
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
  readonly endsAt: number;
  readonly practitioner: { readonly reference: string; readonly display: string };
  readonly type: Coding & { readonly display: string };
  /** The number of free slots that are alike in practitioner, times and type: as many bookings are right (AP-2). */
  readonly places: number;
}

/** Returns the free slots of a type in the window, the last ones first: they are wanted least. Odd ones come at the end. */
export async function bookableSlots(session: Session, type: Coding): Promise<readonly BookableSlot[]> {
  const { slots } = await session.searchSlots(flowQuery(session, type));
  const display = (await session.appointmentTypes().catch(() => [])).find((offered) => isSame(offered, type))?.display;
  const oddity = ({ slot }: BookableSlot): number =>
    [slot.start.isInstant && slot.end.isInstant, slot.id !== undefined, slot.schedule !== undefined].filter(
      (isPresent) => !isPresent,
    ).length;
  const bookable = slots.flatMap(
    (slot) => toBookable(session, slot, { ...type, display: display ?? displayIn(slot) ?? type.code }) ?? [],
  );
  const places = new Map<string, number>();
  for (const slot of bookable) places.set(placeOf(slot), (places.get(placeOf(slot)) ?? 0) + 1);
  return bookable
    .map((slot) => ({ ...slot, places: places.get(placeOf(slot)) ?? 1 }))
    .sort((a, b) => oddity(a) - oddity(b) || b.startsAt - a.startsAt);
}

/** Returns the values by which a XIS finds a slot of a type (AP-2). */
export function placeOf({
  practitioner,
  startsAt,
  endsAt,
}: Pick<BookableSlot, 'practitioner' | 'startsAt' | 'endsAt'>) {
  return `${practitioner.reference} ${startsAt} ${endsAt}`;
}

function toBookable(
  session: Session,
  slot: ParsedSlot,
  type: BookableSlot['type'],
): Omit<BookableSlot, 'places'> | undefined {
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
  const [startsAt, endsAt] = [start.at, end.at];
  return { slot, start: text(start), end: text(end), startsAt, endsAt, practitioner: { reference, display }, type };
}

function displayIn({ resource }: ParsedSlot): string | undefined {
  return textOf(at(resource, 'serviceCategory', 0, 'coding', 0, 'display'));
}

/** The values that identify a slot, whether or not a search still finds it. */
export interface SlotKey {
  readonly startsAt: number;
  /** Distinguishes slots of several lengths. */
  readonly endsAt?: number;
  readonly type: Coding;
  readonly practitioner: { readonly reference: string };
  /** The number of free slots that are alike in all of this, before any was booked; default: 1. */
  readonly places?: number;
}

/**
 * Returns whether a slot is free now: searches the free slots of its day anew. Where several are alike, all have to be free:
 * after a booking there is one less.
 * @throws CheckBlocked when the search cannot be read
 */
export async function isFreeNow(
  session: Session,
  { startsAt, endsAt, type, practitioner, places = 1 }: SlotKey,
): Promise<boolean> {
  const day = DateTime.fromMillis(startsAt, { zone: session.options.timeZone });
  const query = flowQuery(session, type, { from: startOfDay(day, 0), to: startOfDay(day, 1) });
  const { slots } = await searchSlots(session, query);
  const alike = slots.filter(
    ({ start, end, practitioners }) =>
      start.at === startsAt &&
      (endsAt === undefined || end.at === endsAt) &&
      practitioners.includes(practitioner.reference),
  );
  const free = alike.filter(({ status }) => status === 'free');
  // A search for free slots that returns it under a status of no slot does not say whether it is free (SL-3).
  if (free.length < alike.length && alike.every(({ status }) => status === 'free' || !isSlotStatus(status))) {
    blockCheck('the status of the slot cannot be read');
  }
  return free.length >= places;
}
