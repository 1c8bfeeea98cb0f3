import { shorten } from '../../../output/terminal-text.ts';
import type { FlowStep } from './flow-steps.ts';
import { type Markup, markup } from './markup.ts';

/** In pixels: the names of the lanes, and one arrow with its label. */
const HEAD = 34;
const ROW = 36;

/** Where the two lanes are, in percent of the width: the drawing gets wider with the page, its letters do not. */
const LEFT = '1.5%';
const RIGHT = '98.5%';

/** Longer labels are cut by the lane anyway; what shows when one is pointed at has all of most. */
const LONGEST_LABEL = 200;
const LONGEST_TITLE = 1000;

/** Draws steps as arrows between two lanes. */
export function sequenceDiagram(steps: readonly FlowStep[], label: string): Markup {
  const height = HEAD + steps.length * ROW + 12;
  return markup`<svg class="sequence" role="img" aria-label="${label}" width="100%" height="${height}">
<text class="lane" x="0" y="16">Spreekuur.nl (xis-testkit)</text>
<text class="lane end" x="100%" y="16">XIS</text>
<line class="life" x1="${LEFT}" x2="${LEFT}" y1="24" y2="${height}"/>
<line class="life" x1="${RIGHT}" x2="${RIGHT}" y1="24" y2="${height}"/>
${steps.map((step, index) => arrow(step, HEAD + index * ROW))}</svg>`;
}

/** The ends of the arrows, for all diagrams of a page. */
export function arrowHeads(): Markup {
  return markup`<svg class="heads" aria-hidden="true" focusable="false" width="0" height="0"><defs>${[
    'plain',
    'broken',
  ].map(
    (kind) =>
      markup`<marker id="head-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="${kind}" d="M0 0 10 5 0 10z"/></marker>`,
  )}</defs></svg>`;
}

function arrow({ direction, label, status, count, first, last, isBroken }: FlowStep, top: number): Markup {
  const [from, to] = direction === 'to-xis' ? [LEFT, RIGHT] : [RIGHT, LEFT];
  const kind = isBroken ? 'broken' : 'plain';
  const ended = `${isBroken ? '✕ ' : ''}${status}${count > 1 ? ` (${count})` : ''}`;
  const ids = count > 1 ? `${first} to ${last}` : first;
  // SVG cuts a text without an ellipsis, HTML in it does not.
  return markup`<g class="step ${kind} ${direction}"><title>${ids}</title>
<foreignObject x="3%" y="${top}" width="94%" height="22"><div class="call" title="${ids}: ${shorten(label, LONGEST_TITLE)}"><span>${shorten(label, LONGEST_LABEL)}</span> <b>${ended}</b></div></foreignObject>
<line x1="${from}" x2="${to}" y1="${top + 26}" y2="${top + 26}" marker-end="url(#head-${kind})"/></g>
`;
}
