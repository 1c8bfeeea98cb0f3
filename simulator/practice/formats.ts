import { IANAZone } from 'luxon';
import { parseInstant } from '../../fhir/instant.ts';
import { defineFormat } from '../../schema/formats.ts';
import { parseMoment, parseTimeOfDay } from '../domain/agenda/moment.ts';
import { parseDuration } from '../domain/duration.ts';

/** Defines the string formats that the schemas of the configuration use. */
export function defineFormats(): void {
  defineFormat('time-zone', (text) => IANAZone.isValidZone(text));
  defineFormat('time-of-day', (text) => parseTimeOfDay(text) !== undefined);
  defineFormat('moment', isMoment);
  // The id of a slot has its start in minutes.
  defineFormat('slot-start', (text) => isMoment(text) && (parseMoment(text)?.at ?? 0) % 60_000 === 0);
  defineFormat('day', (text) => parseMoment(text)?.day !== undefined && parseMoment(text)?.minutes === undefined);
  defineFormat('date', (text) => parseInstant(`${text}T00:00:00Z`) !== undefined);
  defineFormat('iso-duration', (text) => parseDuration(text) !== undefined);
  defineFormat('category-token', (text) => /^[^|\s]+\|[^|\s]+$/.test(text));
  defineFormat('http-url', (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
  // Paths are appended to a base. A password in it would appear in logs.
  defineFormat('http-base', isBase);
}

function isMoment(text: string): boolean {
  const moment = parseMoment(text);
  return moment?.minutes !== undefined || moment?.at !== undefined;
}

function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
