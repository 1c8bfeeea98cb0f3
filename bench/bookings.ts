import { AGB } from './practices.ts';
import { ask, type BenchRequest } from './request.ts';
import { searchRequest } from './searches.ts';

/** What a booking takes from a slot that a search has found. */
interface FoundSlot {
  readonly start: string;
  readonly end: string;
  readonly serviceCategory: unknown;
  readonly extension: readonly { readonly valueReference: { readonly reference: string; readonly display: string } }[];
}

/** A slot for a patient. */
export interface Booking {
  readonly slot: FoundSlot;
  readonly patient: number;
}

/** The free slots of four weeks, in an order in which patients might come: no two neighbours one after the other. */
export async function freeSlots(port: number): Promise<readonly FoundSlot[]> {
  const { body } = await ask(port, searchRequest({ type: 'consult', days: 28 }));
  const { entry } = JSON.parse(body.toString()) as { readonly entry: readonly { readonly resource: FoundSlot }[] };
  const count = entry.length;
  // Steps that share no divisor with the count come by every slot once.
  let step = Math.floor(count * 0.382);
  while (divisor(step, count) !== 1) step++;
  return entry.map((_, index) => (entry[(index * step) % count] as (typeof entry)[number]).resource);
}

/** A booking as Spreekuur.nl makes it (AP-1 to AP-4). */
export function bookingRequest({ slot, patient }: Booking): BenchRequest {
  const { start, end, serviceCategory, extension } = slot;
  const practitioner = extension[0]?.valueReference;
  const body = {
    resourceType: 'Appointment',
    id: `spreekuur-${patient}`,
    status: 'proposed',
    start,
    end,
    participant: [
      {
        actor: { reference: `Patient/${patient}`, display: `Patiënt ${patient}`, required: 'required' },
        status: 'accepted',
      },
      { actor: { ...practitioner, required: 'required' }, status: 'accepted' },
    ],
    serviceCategory,
    comment: 'Sinds een week hoofdpijn, vooral in de ochtend. Paracetamol helpt maar kort.',
  };
  return { method: 'POST', path: '/fhir/Appointment', agb: AGB, body: JSON.stringify(body) };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
