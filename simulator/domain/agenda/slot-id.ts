import { type Instant, parseInstant } from '../../../fhir/instant.ts';

/** Returns the id of a slot: its schedule and its start, as in `jansen-20261124T0800Z`. */
export function slotId(scheduleId: string, start: Instant): string {
  return `${scheduleId}-${formatSlotTime(start)}`;
}

/** Formats the start of a slot as its id has it: `20261124T0800Z`. */
export function formatSlotTime(start: Instant): string {
  return `${dateDigits(Math.floor(start / DAY_MS))}T${timeDigits(start)}Z`;
}

const DAY_MS = 86_400_000;
let lastDay = Number.NaN;
let lastDigits = '';

/** Formats a date. Slots are written by day, so the date is nearly always that of the previous call. */
function dateDigits(date: number): string {
  if (date !== lastDay) {
    lastDay = date;
    lastDigits = new Date(date * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  }
  return lastDigits;
}

function timeDigits(at: number): string {
  const minutes = Math.floor((at - Math.floor(at / DAY_MS) * DAY_MS) / 60_000);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return `${hour < 10 ? '0' : ''}${hour}${minute < 10 ? '0' : ''}${minute}`;
}

/** Parses the id of a slot; returns undefined for any other text. */
export function parseSlotId(id: string): { readonly scheduleId: string; readonly start: Instant } | undefined {
  const [, scheduleId, year, month, day, hour, minute] = /^(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/.exec(id) ?? [];
  const start = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return scheduleId === undefined || start === undefined ? undefined : { scheduleId, start };
}
