import type { FlowContext } from '../context.ts';
import type { Failure } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import type { TypeCoding } from '../read/coding.ts';
import type { SlotPractitioner, Timeslot } from '../read/slot.ts';
import { searchSlots } from './search-slots.ts';

/** A schedule that a patient can pick. */
export interface AgendaOffer {
  /** The id of the Schedule. */
  readonly schedule: string;
  /** The names of its practitioners (AG-2). */
  readonly name: string;
  /** The start of its first free slot, as the XIS wrote it. */
  readonly firstFree: string;
  /** How many free slots it has in the window. */
  readonly slots: number;
}

/** What step 2 came to. */
export type AgendasResult =
  | {
      readonly outcome: 'agendas';
      readonly agendas: readonly AgendaOffer[];
      readonly observations: readonly Observation[];
    }
  /** AG-3: it is told to the patient, and is no error. */
  | { readonly outcome: 'none'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/** Step 2: the agendas for a type, in the order of their first free slot (SL-13, AG-1 to AG-3). */
export async function findAgendas(
  context: FlowContext,
  type: Pick<TypeCoding, 'system' | 'code'>,
): Promise<AgendasResult> {
  const observe = createObserver();
  const found = await searchSlots(context, { type, span: context.window() }, observe);
  if ('outcome' in found) return found;
  const { observations } = observe;
  if (found.slots.length === 0) return { outcome: 'none', text: context.text('no-agendas'), observations };
  return { outcome: 'agendas', agendas: agendasOf(found.slots), observations };
}

/** The distinct schedules of some slots. */
export function agendasOf(slots: readonly Timeslot[]): readonly AgendaOffer[] {
  const bySchedule = new Map<string, Timeslot[]>();
  for (const slot of [...slots].sort((a, b) => a.startsAt - b.startsAt)) {
    const own = bySchedule.get(slot.schedule);
    if (own) own.push(slot);
    else bySchedule.set(slot.schedule, [slot]);
  }
  return [...bySchedule].map(([schedule, own]) => ({
    schedule,
    name: nameOf(own.flatMap(({ practitioners }) => practitioners)),
    firstFree: own[0]?.start ?? '',
    slots: own.length,
  }));
}

function nameOf(practitioners: readonly SlotPractitioner[]): string {
  return [...new Set(practitioners.map(({ display }) => display))].join(', ');
}
