import { formatInstant, type Instant } from '../../fhir/instant.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { formatSlotTime } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';
import { type AroundTimes, EntryTemplate } from './entry-template.ts';

/** A slot with its status. */
export interface StatedSlot {
  readonly slot: RuledSlot;
  readonly status: SlotStatus;
}

/** Slots written as entries of a Bundle, each after a comma. */
export interface WrittenSlots {
  readonly bytes: Buffer;
  /** The offset of each entry, and the end of the last one. */
  readonly offsets: readonly number[];
}

/** Writes slots as JSON. What slots of a schedule, type and status share is written once. */
export interface SlotWriter {
  resource(rules: ScheduleRules, stated: StatedSlot): string;
  /** Writes slots of a schedule as entries of a Bundle (SL-1). */
  entries(rules: ScheduleRules, stated: readonly StatedSlot[]): WrittenSlots;
}

/**
 * Creates a writer of slots (SL-2 to SL-7).
 * @param base returns the FHIR base, for `fullUrl`
 */
export function createSlotWriter(dialect: Dialect, base: () => string): SlotWriter {
  const statuses: Readonly<Record<SlotStatus, string>> = {
    free: 'free',
    busy: 'busy',
    tentative: dialect === 'published' ? 'needs-action' : 'busy-tentative',
  };

  /** Returns the texts of a resource before, between and after the time in its id, its start and its end. */
  const aroundResource = ({ id, types, practitioners }: ScheduleRules, type: number, status: SlotStatus) => {
    const { system, code, display } = types[type] ?? { system: '', code: '', display: '' };
    const shared = {
      extension: practitioners.map(({ id: practitioner, name }) => ({
        url: 'urn:extension:actor',
        valueReference: { reference: `PractitionerRole/${practitioner}`, display: name },
      })),
      serviceCategory: [{ coding: [{ system, code, display }] }],
      schedule: { reference: `Schedule/${id}` },
      status: statuses[status],
    };
    return [
      `{"resourceType":"Slot","id":"${id}-`,
      `",${JSON.stringify(shared).slice(1, -1)},"start":"`,
      '","end":"',
      '"}',
    ] as const;
  };

  const aroundEntry = (rules: ScheduleRules, type: number, status: SlotStatus): AroundTimes => {
    const [beforeId, beforeStart, beforeEnd, end] = aroundResource(rules, type, status);
    return [
      `,{"fullUrl":"${base()}/Slot/${rules.id}-`,
      `","resource":${beforeId}`,
      beforeStart,
      beforeEnd,
      `${end},"search":{"mode":"match"}}`,
    ];
  };

  const findTemplate = createTemplates(aroundEntry);

  return {
    resource(rules, { slot, status }) {
      const [beforeId, beforeStart, beforeEnd, end] = aroundResource(rules, slot.type, status);
      const format = (at: Instant): string => formatInstant(at, rules.calendar.offsetAt(at));
      return `${beforeId}${formatSlotTime(slot.start)}${beforeStart}${format(slot.start)}${beforeEnd}${format(slot.end)}${end}`;
    },
    entries(rules, stated) {
      const templates = stated.map((slot) => findTemplate(rules, slot));
      const offsets: number[] = [];
      let length = 0;
      for (const template of templates) {
        offsets.push(length);
        length += template.length;
      }
      offsets.push(length);
      const bytes = Buffer.allocUnsafe(length);
      for (const [index, template] of templates.entries()) {
        template.write((stated[index] as StatedSlot).slot, bytes, offsets[index] as number);
      }
      return { bytes, offsets };
    },
  };
}

/** A template, and what its slots have in common. */
interface KnownTemplate {
  readonly type: number;
  readonly status: SlotStatus;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly template: EntryTemplate;
}

/** Creates a search for the template of a slot. It creates one for the first slot of its kind. */
function createTemplates(around: (rules: ScheduleRules, type: number, status: SlotStatus) => AroundTimes) {
  const known = new Map<ScheduleRules, KnownTemplate[]>();
  return (rules: ScheduleRules, { slot, status }: StatedSlot): EntryTemplate => {
    const { type } = slot;
    const startOffset = rules.calendar.offsetAt(slot.start);
    const endOffset = rules.calendar.offsetAt(slot.end);
    const ofSchedule = known.get(rules) ?? [];
    for (const template of ofSchedule) {
      const fits = template.type === type && template.status === status;
      if (fits && template.startOffset === startOffset && template.endOffset === endOffset) return template.template;
    }
    const template = new EntryTemplate(around(rules, type, status), { start: startOffset, end: endOffset });
    known.set(rules, [...ofSchedule, { type, status, startOffset, endOffset, template }]);
    return template;
  };
}
