import { redactText } from '../../output/redaction.ts';

/** A participant of the flow. */
export type Party = 'Patient' | 'Spreekuur.nl' | 'XIS' | 'Practitioner' | 'Authorization server';

/** An event of a scenario. */
export type TraceEvent =
  | { readonly kind: 'request' | 'response'; readonly from: Party; readonly to: Party; readonly text: string }
  | { readonly kind: 'note'; readonly over: Party; readonly text: string };

export type Trace = ReturnType<typeof createTrace>;

/** Creates a record of the events of a scenario, redacted, for the diagram of a failure. */
export function createTrace() {
  const events: TraceEvent[] = [];
  const add = (event: TraceEvent): void => void events.push({ ...event, text: redactText(event.text) });
  return {
    request: (from: Party, to: Party, text: string) => add({ kind: 'request', from, to, text }),
    response: (from: Party, to: Party, text: string) => add({ kind: 'response', from, to, text }),
    note: (over: Party, text: string) => add({ kind: 'note', over, text }),
    events: events as readonly TraceEvent[],
  };
}

/** The short names of the participants in a diagram. */
const ALIASES: Readonly<Record<Party, string>> = {
  Patient: 'P',
  'Spreekuur.nl': 'S',
  XIS: 'X',
  Practitioner: 'D',
  'Authorization server': 'A',
};

const MAX_TEXT_LENGTH = 160;

/** Formats events as a Mermaid sequence diagram, in the style of the published flow. */
export function formatSequenceDiagram(events: readonly TraceEvent[]): string {
  return [
    'sequenceDiagram',
    ...participantsIn(events).map((name) => `    participant ${ALIASES[name]} as ${name}`),
    ...events.map((event) => `    ${formatEvent(event)}`),
  ].join('\n');
}

/** Returns the participants of a diagram: an authorization server only where it takes part. */
function participantsIn(events: readonly TraceEvent[]): readonly Party[] {
  const takesPart = events.some((event) => (event.kind === 'note' ? event.over : event.to) === 'Authorization server');
  return (Object.keys(ALIASES) as Party[]).filter((name) => takesPart || name !== 'Authorization server');
}

function formatEvent(event: TraceEvent): string {
  if (event.kind === 'note') return `Note over ${ALIASES[event.over]}: ${escapeText(event.text)}`;
  const arrow = event.kind === 'request' ? '->>' : '-->>';
  return `${ALIASES[event.from]}${arrow}${ALIASES[event.to]}: ${escapeText(event.text)}`;
}

/** Shortens a text and escapes line breaks, `;` and `#`, which are syntax of Mermaid. */
function escapeText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const bounded = line.length > MAX_TEXT_LENGTH ? `${line.slice(0, MAX_TEXT_LENGTH)}…` : line;
  return bounded.replaceAll('#', '#35;').replace(/(?<!#35);/g, '#59;');
}
