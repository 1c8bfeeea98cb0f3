import { IANAZone } from 'luxon';
import { defineFormat } from '../../fhir/validator.ts';
import { parseMoment } from '../domain/agenda/moment.ts';
import { parseTimeOfDay } from '../domain/agenda/time-of-day.ts';
import { parseDuration } from '../domain/duration.ts';

/** Makes the string formats of the configuration known; the schemas name them. */
export function defineFormats(): void {
  defineFormat('time-zone', (text) => IANAZone.isValidZone(text));
  defineFormat('time-of-day', (text) => parseTimeOfDay(text) !== undefined);
  defineFormat('moment', (text) => parseMoment(text)?.minutes !== undefined || parseMoment(text)?.at !== undefined);
  defineFormat('day', (text) => parseMoment(text)?.day !== undefined && parseMoment(text)?.minutes === undefined);
  defineFormat('iso-duration', (text) => parseDuration(text) !== undefined);
  defineFormat('category-token', (text) => /^[^|\s]+\|[^|\s]+$/.test(text));
  defineFormat('http-url', (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
}
