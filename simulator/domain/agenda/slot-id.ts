import { type Instant, parseInstant } from '../../../fhir/instant.ts';

/** The id of the slot of a schedule that starts at a moment: `jansen-20261124T0800Z`. */
export function slotId(scheduleId: string, start: Instant): string {
  return `${scheduleId}-${new Date(start).toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}

/** The schedule and start that a slot's id tells; undefined when it is no such id. */
export function parseSlotId(id: string): { readonly scheduleId: string; readonly start: Instant } | undefined {
  const [, scheduleId, year, month, day, hour, minute] = /^(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/.exec(id) ?? [];
  const start = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return scheduleId === undefined || start === undefined ? undefined : { scheduleId, start };
}
