import type { Instant } from '../../fhir/instant.ts';
import { type Day, weekdayOf } from '../domain/agenda/calendar.ts';
import { parseMoment, resolveMoment } from '../domain/agenda/moment.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';

/** The instant that a command's moment means, relative ones seen from the organization's now. */
export function momentOf(world: World, text: string): Instant {
  const parsed = parseMoment(text);
  if (!parsed) throw new ControlError('invalid', 'expected a moment');
  const isOpen = (of: Day): boolean => weekdayOf(of) < 5 && !world.rules.isClosed(of);
  return resolveMoment(parsed, world.today(), world.calendar, isOpen);
}
