import { at, textOf } from '../read/json.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import type { Session } from '../session/session.ts';
import { lookUp } from './look-up.ts';
import { COMMENT_MARKER } from './prepare.ts';
import { isFreeNow, type SlotKey } from './slot-choice.ts';

/** What tells an appointment from others. */
interface Mark {
  /** The id that we gave it; it is in its comment as well. */
  readonly id: string;
  readonly start: string;
}

/**
 * Looks up what has become of a booking whose answer was lost or told no id: by our own id, which the XIS may have kept,
 * and else by its slot.
 * @returns its id; `not-made` when its slot is still free; `unknown` when nothing tells
 */
export async function findOrphan(
  session: Session,
  asked: Mark,
  slot: SlotKey,
): Promise<{ readonly id: string } | 'not-made' | 'unknown'> {
  const { appointment } = await lookUp(session, asked.id);
  if (appointment !== undefined && isOurs(appointment, asked, session.options.timeZone)) return { id: asked.id };
  const isFree = await isFreeNow(session, slot).catch(() => false);
  return isFree ? 'not-made' : 'unknown';
}

/** Whether an appointment is the one that we made: by the mark in its comment or else, by our words and when it begins. */
export function isOurs(appointment: unknown, { id, start }: Mark, timeZone: string): boolean {
  const comment = textOf(at(appointment, 'comment'));
  if (comment?.includes(id)) return true;
  const begins = (value: unknown): number | undefined => parseInstantLeniently(value, timeZone).at;
  const mayBe = comment === undefined || comment.includes(COMMENT_MARKER);
  return mayBe && begins(at(appointment, 'start')) === begins(start);
}
