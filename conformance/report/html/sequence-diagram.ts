import {
  ARROW_HEIGHT,
  type Arrow,
  createReply,
  formatIds,
  formatResult,
  groupMessages,
  HEAD_HEIGHT,
  LABEL_HEIGHT,
  type Lane,
  placeArrow,
  placeLane,
  placeName,
} from '../../../output/sequence-diagram.ts';
import { shorten } from '../../../output/terminal-text.ts';
import { formatExchange, formatPath, formatStatus, NO_RESPONSE, relativePath } from '../exchange.ts';
import type { CheckReport } from '../report.ts';
import { formatCount, formatDuration } from '../words.ts';
import type { Section } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** The other arrows are closed initially; each has a response beside it. */
const MAX_OPEN_ARROWS = 12;

const LANES: readonly Lane[] = [
  { name: 'Spreekuur.nl (xis-testkit)', at: 1.5 },
  { name: 'XIS', at: 98.5 },
];

/** The lane cuts labels; the tooltip shows more of them. */
const MAX_LABEL_LENGTH = 200;
const MAX_TITLE_LENGTH = 1000;

/** Renders the exchanges of the run as a sequence diagram, and as a list for accessibility. */
export function renderFlow(report: CheckReport): Section {
  const { exchanges } = report;
  const section = { id: 'flow', title: 'Sequence of the exchanges' };
  if (exchanges.length === 0) return { ...section, body: markup`<p class="nothing">There were no exchanges.</p>` };
  const arrows = groupExchanges(report);
  const remaining = arrows.slice(MAX_OPEN_ARROWS);
  const body = markup`<p>A solid arrow is a request, and a dashed one its response; each is a link to the exchange. Requests of the XIS are its callbacks. Consecutive exchanges that differ only in their query are one pair of arrows, with their number in brackets and links to the first and the last of them. <span class="bad">✕</span> marks the evidence of a failed check.</p>
${renderArrowHeads()}
<figure class="flow">
${renderDiagram(arrows.slice(0, MAX_OPEN_ARROWS))}
${
  remaining.length === 0
    ? undefined
    : markup`<details><summary>${formatCount(remaining.length, 'more pair')}</summary>
${renderDiagram(remaining)}
</details>`
}
</figure>
<details class="as-text"><summary>The same as a list of ${formatCount(exchanges.length, 'exchange')}</summary>
<ol>
${exchanges.map(
  (exchange) =>
    markup`<li><a href="#${toAnchor('exchange', exchange.id)}">${exchange.id}</a> ${exchange.direction === 'to-xis' ? 'Spreekuur.nl to XIS' : 'XIS to Spreekuur.nl'}: ${formatExchange(exchange, report.target.baseUrl)}, ${formatDuration(exchange.durationMs)}</li>
`,
)}</ol>
</details>`;
  return { ...section, body };
}

/** Groups consecutive exchanges that differ only in their query. */
export function groupExchanges({ exchanges, checks, target }: CheckReport): readonly Arrow[] {
  const broken = new Set(checks.filter(({ verdict }) => verdict === 'fail').flatMap((check) => check.exchanges));
  return groupMessages(
    exchanges.map((exchange) => {
      const [from, to] = exchange.direction === 'to-xis' ? [0, 1] : [1, 0];
      const path = relativePath(exchange, target.baseUrl).split('?')[0] ?? '';
      return {
        id: exchange.id,
        from,
        to,
        label: `${exchange.method} ${formatPath(exchange, target.baseUrl)}`,
        groupLabel: `${exchange.method} ${path}`,
        result: formatStatus(exchange),
        isBroken: broken.has(exchange.id),
      };
    }),
  );
}

/** An arrow of the diagram, which links to an exchange. */
interface LinkedArrow {
  readonly arrow: Arrow;
  readonly kind: 'request' | 'response';
}

/** Returns the arrow of a request and that of its response, where there was one. */
function withResponse(arrow: Arrow): readonly LinkedArrow[] {
  if (arrow.last.result === NO_RESPONSE) {
    return [{ arrow: { ...arrow, label: `${arrow.label}: ${formatResult(arrow)}` }, kind: 'request' }];
  }
  return [
    { arrow, kind: 'request' },
    { arrow: createReply(arrow), kind: 'response' },
  ];
}

function renderDiagram(groups: readonly Arrow[]): Markup {
  const arrows = groups.flatMap(withResponse);
  const height = HEAD_HEIGHT + arrows.length * ARROW_HEIGHT + 12;
  const exchanges = groups.reduce((sum, { count }) => sum + count, 0);
  const label = `Sequence diagram of ${formatCount(exchanges, 'exchange')} between Spreekuur.nl, played by xis-testkit, and the XIS`;
  // Not an image: the links in it would be lost.
  return markup`<svg class="sequence" role="group" aria-label="${label}" width="100%" height="${height}">
${LANES.map((lane, index) => {
  const { x, anchor } = placeName(LANES, index);
  return markup`<text class="lane${anchor === 'end' ? ' end' : ''}" x="${x}" y="16">${lane.name}</text>
`;
})}${LANES.map(placeLane).map(
  (x) => markup`<line class="life" x1="${x}" x2="${x}" y1="24" y2="${height}"/>
`,
)}${arrows.map((arrow, index) => renderArrow(arrow, HEAD_HEIGHT + index * ARROW_HEIGHT))}</svg>`;
}

/** Renders the arrow heads, which all diagrams of the page share. */
function renderArrowHeads(): Markup {
  return markup`<svg class="heads" aria-hidden="true" focusable="false" width="0" height="0"><defs>${[
    'plain',
    'broken',
  ].map(
    (kind) =>
      markup`<marker id="head-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="${kind}" d="M0 0 10 5 0 10z"/></marker>`,
  )}</defs></svg>`;
}

function renderArrow({ arrow, kind }: LinkedArrow, top: number): Markup {
  const { label, isBroken, first, last } = arrow;
  const place = placeArrow(LANES, arrow, top);
  const look = isBroken ? 'broken' : 'plain';
  const target = kind === 'request' ? first.id : last.id;
  // HTML in a foreignObject cuts text with an ellipsis, which SVG text cannot do.
  return markup`<g class="step ${look} ${kind} ${first.from < first.to ? 'to-xis' : 'from-xis'}">
<foreignObject x="${place.label.x}" y="${top}" width="${place.label.width}" height="${LABEL_HEIGHT}"><a class="call" href="#${toAnchor('exchange', target)}" title="${formatIds(arrow)}: ${shorten(label, MAX_TITLE_LENGTH)}"><span>${shorten(label, MAX_LABEL_LENGTH)}</span> <b>${formatIds(arrow)}</b></a></foreignObject>
<line x1="${place.line.from}" x2="${place.line.to}" y1="${place.line.y}" y2="${place.line.y}" marker-end="url(#head-${look})"/></g>
`;
}
