import type { Party, TraceEvent } from './trace.ts';

const NAMES: Readonly<Record<Party, string>> = {
  Patient: 'P',
  'Spreekuur.nl': 'S',
  XIS: 'X',
  Practitioner: 'D',
};

/** Longer texts make a diagram that nobody can read. */
const LONGEST_TEXT = 160;

/** Draws what has happened as a Mermaid sequence diagram, in the style of the published flow. */
export function sequenceDiagram(events: readonly TraceEvent[]): string {
  return [
    'sequenceDiagram',
    ...Object.entries(NAMES).map(([name, short]) => `    participant ${short} as ${name}`),
    ...events.map((event) => `    ${line(event)}`),
  ].join('\n');
}

function line(event: TraceEvent): string {
  if (event.kind === 'note') return `Note over ${NAMES[event.over]}: ${shorten(event.text)}`;
  const arrow = event.kind === 'request' ? '->>' : '-->>';
  return `${NAMES[event.from]}${arrow}${NAMES[event.to]}: ${shorten(event.text)}`;
}

/** Line breaks, `;` and `#` mean something to Mermaid. */
function shorten(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim();
  const bounded = one.length > LONGEST_TEXT ? `${one.slice(0, LONGEST_TEXT)}…` : one;
  return bounded.replaceAll('#', '#35;').replace(/(?<!#35);/g, '#59;');
}
