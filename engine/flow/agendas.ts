import type { FlowContext } from '../context.ts';
import type { Failure } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import type { TypeCoding } from '../read/appointment-types.ts';
import type { SlotPractitioner, Timeslot } from '../read/slot.ts';
import { searchSlots } from './search-slots.ts';

/** A schedule that a patient can choose. */
export interface AgendaOffer {
  /** The id of the Schedule. */
  readonly schedule: string;
  /** The names of its practitioners (AG-2). */
  readonly name: string;
  /** The start of its first free slot, as the XIS returned it. */
  readonly firstFree: string;
  /** The number of free slots in the window. */
  readonly slots: number;
}

/** The result of step 2. */
export type AgendasResult =
  | {
      readonly outcome: 'agendas';
      readonly agendas: readonly AgendaOffer[];
      readonly observations: readonly Observation[];
    }
  /** AG-3: a text for the patient and not an error. */
  | { readonly outcome: 'none'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/** Finds the agendas for a type, in the order of their first free slot (step 2; SL-13, AG-1 to AG-3). */
export async function findAgendas(
  context: FlowContext,
  type: Pick<TypeCoding, 'system' | 'code'>,
): Promise<AgendasResult> {
  const observe = createObserver();
  const found = await searchSlots(context, { type, span: context.window() }, observe);
  if ('outcome' in found) return found;
  const { observations } = observe;
  if (found.slots.length === 0) return { outcome: 'none', text: context.messageFor('no-agendas'), observations };
  return { outcome: 'agendas', agendas: groupBySchedule(found.slots), observations };
}

/** Groups slots by schedule, in the order of their first slot. */
export function groupBySchedule(slots: readonly Timeslot[]): readonly AgendaOffer[] {
  const bySchedule = new Map<string, Timeslot[]>();
  for (const slot of [...slots].sort((a, b) => a.startsAt - b.startsAt)) {
    const earlier = bySchedule.get(slot.schedule);
    if (earlier) earlier.push(slot);
    else bySchedule.set(slot.schedule, [slot]);
  }
  return [...bySchedule].map(([schedule, free]) => ({
    schedule,
    name: joinNames(free.flatMap(({ practitioners }) => practitioners)),
    firstFree: free[0]?.start ?? '',
    slots: free.length,
  }));
}

function joinNames(practitioners: readonly SlotPractitioner[]): string {
  return [...new Set(practitioners.map(({ display }) => display))].join(', ');
}
