import { formatInstant, type Instant } from '../../fhir/instant.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';

/** Writes slots as JSON text. What all slots of a schedule and type share is written once. */
export interface SlotWriter {
  /** The resource. */
  resource(rules: ScheduleRules, slot: RuledSlot, status: SlotStatus): string;
  /** The resource as an entry of a Bundle (SL-1). */
  entry(rules: ScheduleRules, slot: RuledSlot, status: SlotStatus): string;
}

/**
 * A writer of slots (SL-2 to SL-7) in a dialect.
 * @param base gives the FHIR base, for `fullUrl`
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

  const written = (rules: ScheduleRules, slot: RuledSlot, status: SlotStatus, id: string): string => {
    const at = (moment: Instant): string => formatInstant(moment, rules.calendar.offsetAt(moment));
    return `{"resourceType":"Slot","id":"${id}",${sharedPart(rules, slot.type)},"status":"${statuses[status]}","start":"${at(slot.start)}","end":"${at(slot.end)}"}`;
  };

  return {
    resource: (rules, slot, status) => written(rules, slot, status, slotId(rules.id, slot.start)),
    entry(rules, slot, status) {
      const id = slotId(rules.id, slot.start);
      return `{"fullUrl":"${base()}/Slot/${id}","resource":${written(rules, slot, status, id)},"search":{"mode":"match"}}`;
    },
  };
}
