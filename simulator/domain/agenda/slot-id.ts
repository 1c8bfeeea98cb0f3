import { type Instant, parseInstant } from '../../../fhir/instant.ts';

/** The id of the slot of a schedule that starts at a moment: `jansen-20261124T0800Z`. */
export function slotId(scheduleId: string, start: Instant): string {
  return `${scheduleId}-${dateDigits(Math.floor(start / DAY_MS))}T${timeDigits(start)}Z`;
}

const DAY_MS = 86_400_000;
let lastDay = Number.NaN;
let lastDigits = '';

/** Slots are written a day at a time, so the date of the last one is nearly always the date of this one. */
function dateDigits(of: number): string {
  if (of !== lastDay) {
    lastDay = of;
    lastDigits = new Date(of * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  }
  return lastDigits;
}

function timeDigits(at: number): string {
  const minutes = Math.floor((at - Math.floor(at / DAY_MS) * DAY_MS) / 60_000);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return `${hour < 10 ? '0' : ''}${hour}${minute < 10 ? '0' : ''}${minute}`;
}

/** The schedule and start that a slot's id tells; undefined when it is no such id. */
export function parseSlotId(id: string): { readonly scheduleId: string; readonly start: Instant } | undefined {
  const [, scheduleId, year, month, day, hour, minute] = /^(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/.exec(id) ?? [];
  const start = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return scheduleId === undefined || start === undefined ? undefined : { scheduleId, start };
}
