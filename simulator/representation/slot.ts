import { formatInstant, type Instant } from '../../fhir/instant.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';

/** Writes slots as JSON text. The parts that slots of a schedule and type share are written once. */
export interface SlotWriter {
  resource(rules: ScheduleRules, slot: RuledSlot, status: SlotStatus): string;
  /** Writes the entry of a Bundle (SL-1). */
  entry(rules: ScheduleRules, slot: RuledSlot, status: SlotStatus): string;
}

/**
 * Creates a writer of slots (SL-2 to SL-7).
 * @param base returns the FHIR base, for `fullUrl`
 */
export function createSlotWriter(dialect: Dialect, base: () => string): SlotWriter {
  const shared = new Map<ScheduleRules, Map<number, string>>();

  const sharedPart = (rules: ScheduleRules, type: number): string => {
    const byType = shared.get(rules) ?? new Map<number, string>();
    shared.set(rules, byType);
    let part = byType.get(type);
    if (part === undefined) {
      const { system, code, display } = rules.types[type] ?? { system: '', code: '', display: '' };
      const body = {
        extension: rules.practitioners.map(({ id, name }) => ({
          url: 'urn:extension:actor',
          valueReference: { reference: `PractitionerRole/${id}`, display: name },
        })),
        serviceCategory: [{ coding: [{ system, code, display }] }],
        schedule: { reference: `Schedule/${rules.id}` },
      };
      part = JSON.stringify(body).slice(1, -1);
      byType.set(type, part);
    }
    return part;
  };

  const statuses: Readonly<Record<SlotStatus, string>> = {
    free: 'free',
    busy: 'busy',
    tentative: dialect === 'published' ? 'needs-action' : 'busy-tentative',
  };

  const write = (rules: ScheduleRules, slot: RuledSlot, status: SlotStatus, id: string): string => {
    const format = (at: Instant): string => formatInstant(at, rules.calendar.offsetAt(at));
    return `{"resourceType":"Slot","id":"${id}",${sharedPart(rules, slot.type)},"status":"${statuses[status]}","start":"${format(slot.start)}","end":"${format(slot.end)}"}`;
  };

  return {
    resource: (rules, slot, status) => write(rules, slot, status, slotId(rules.id, slot.start)),
    entry(rules, slot, status) {
      const id = slotId(rules.id, slot.start);
      return `{"fullUrl":"${base()}/Slot/${id}","resource":${write(rules, slot, status, id)},"search":{"mode":"match"}}`;
    },
  };
}
