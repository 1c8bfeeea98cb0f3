import { IANAZone } from 'luxon';
import { stringFormat } from '../../schema/formats.ts';
import { parseMoment, parseTimeOfDay } from './agenda/moment.ts';

export const timeZoneString = stringFormat('time-zone', (text) => IANAZone.isValidZone(text));

export const timeOfDayString = stringFormat('time-of-day', (text) => parseTimeOfDay(text) !== undefined);

/** A day with a time, or an instant. */
export const momentString = stringFormat('moment', isMoment);

/** A moment on a whole minute: the id of a slot has its start to the minute. */
export const slotStartString = stringFormat('slot-start', (text) => {
  return isMoment(text) && (parseMoment(text)?.at ?? 0) % 60_000 === 0;
});

export const dayString = stringFormat('day', (text) => {
  const moment = parseMoment(text);
  return moment?.day !== undefined && moment.minutes === undefined;
});

function isMoment(text: string): boolean {
  const moment = parseMoment(text);
  return moment?.minutes !== undefined || moment?.at !== undefined;
}
