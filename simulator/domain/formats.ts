import { isTimeZone } from '../../fhir/time-zone.ts';
import { stringFormat } from '../../schema/formats.ts';
import type { Keywords } from '../../schema/schema.ts';
import { parseMoment, parseTimeOfDay } from './agenda/moment.ts';
import { CLOCK_RANGE, isClockInstant } from './clock-instant.ts';

const clockInstant = stringFormat('clock-instant', isClockInstant);

/** Creates the schema of an instant that a clock can have. */
export function clockInstantString(keywords: Keywords = {}) {
  return clockInstant({ expected: `an instant such as 2026-11-23T08:00:00+01:00, ${CLOCK_RANGE}`, ...keywords });
}

export const timeZoneString = stringFormat('time-zone', isTimeZone);

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
