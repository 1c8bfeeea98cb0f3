import { redactText } from '../../output/redaction.ts';

/** Who takes part in the flow. */
export type Party = 'Patient' | 'Spreekuur.nl' | 'XIS' | 'Practitioner';

/** Something that was seen to happen, in the order in which it was. */
export type TraceEvent =
  | { readonly kind: 'request' | 'answer'; readonly from: Party; readonly to: Party; readonly text: string }
  | { readonly kind: 'note'; readonly over: Party; readonly text: string };

/** Remembers what happens in a scenario, for the diagram of a failure; redacted when it is captured. */
export interface Trace {
  request(from: Party, to: Party, text: string): void;
  answer(from: Party, to: Party, text: string): void;
  note(over: Party, text: string): void;
  readonly events: readonly TraceEvent[];
}

export function createTrace(): Trace {
  const events: TraceEvent[] = [];
  const add = (event: TraceEvent): void => void events.push({ ...event, text: redactText(event.text) });
  return {
    request: (from, to, text) => add({ kind: 'request', from, to, text }),
    answer: (from, to, text) => add({ kind: 'answer', from, to, text }),
    note: (over, text) => add({ kind: 'note', over, text }),
    events,
  };
}
