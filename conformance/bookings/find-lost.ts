import { at, textOf } from '../read/json.ts';
import { seenInstant } from '../read/parsed-instant.ts';
import type { Run } from '../session/session.ts';
import { lookUp } from './look-up.ts';
import { OURS } from './prepare.ts';
import { isFreeNow, type SlotMark } from './slot-choice.ts';

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
export async function findLost(
  run: Run,
  asked: Mark,
  slot: SlotMark,
): Promise<{ readonly id: string } | 'not-made' | 'unknown'> {
  const { appointment } = await lookUp(run, asked.id);
  if (appointment !== undefined && isOurs(appointment, asked, run.options.timeZone)) return { id: asked.id };
  const isFree = await isFreeNow(run, slot).catch(() => false);
  return isFree ? 'not-made' : 'unknown';
}

/** Whether an appointment is the one that we made: by the mark in its comment or else, by our words and when it begins. */
export function isOurs(appointment: unknown, { id, start }: Mark, timeZone: string): boolean {
  const comment = textOf(at(appointment, 'comment'));
  if (comment?.includes(id)) return true;
  const begins = (value: unknown): number | undefined => seenInstant(value, timeZone).at;
  const mayBe = comment === undefined || comment.includes(OURS);
  return mayBe && begins(at(appointment, 'start')) === begins(start);
}
