import { shorten } from '../../../output/terminal-text.ts';
import { formatExchange, formatPath, formatStatus, relativePath } from '../exchange.ts';
import type { CheckReport, ReportedExchange } from '../report.ts';
import { formatCount, formatDuration } from '../words.ts';
import type { Section } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** The other arrows are closed initially. */
const MAX_OPEN_ARROWS = 30;

/** The heights of the lane names and of an arrow with its label, in pixels. */
const HEAD_HEIGHT = 34;
const ARROW_HEIGHT = 36;

/** The lanes in percent, so that the diagram scales with the page but its text does not. */
const LEFT = '1.5%';
const RIGHT = '98.5%';

/** The lane cuts labels; the tooltip shows more of them. */
const MAX_LABEL_LENGTH = 200;
const MAX_TITLE_LENGTH = 1000;

/** An arrow of the diagram: an exchange, or several similar exchanges in a row. */
export interface FlowStep {
  readonly direction: ReportedExchange['direction'];
  readonly label: string;
  readonly status: string;
  readonly count: number;
  /** The ids of the first and the last exchange. */
  readonly first: string;
  readonly last: string;
  /** Whether a failed check refers to an exchange of this step. */
  readonly isBroken: boolean;
}

/** Renders the exchanges of the run as a sequence diagram, and as a list for accessibility. */
export function renderFlow(report: CheckReport): Section {
  const { exchanges } = report;
  const section = { id: 'flow', title: 'Sequence of the exchanges' };
  if (exchanges.length === 0) return { ...section, body: markup`<p class="nothing">There were no exchanges.</p>` };
  const steps = groupExchanges(report);
  const remaining = steps.slice(MAX_OPEN_ARROWS);
  const body = markup`<p>One arrow shows consecutive exchanges that differ only in their query, with their number in brackets. A dashed arrow is a callback of the XIS; <span class="bad">✕</span> marks the evidence of a failed check.</p>
${renderArrowHeads()}
<figure class="flow">
${renderDiagram(steps.slice(0, MAX_OPEN_ARROWS))}
${
  remaining.length === 0
    ? undefined
    : markup`<details><summary>${formatCount(remaining.length, 'more arrow')}</summary>
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
export function groupExchanges({ exchanges, checks, target }: CheckReport): readonly FlowStep[] {
  const broken = new Set(checks.filter(({ verdict }) => verdict === 'fail').flatMap((check) => check.exchanges));
  const steps: FlowStep[] = [];
  let previousKind = '';
  for (const exchange of exchanges) {
    const { direction, method, id } = exchange;
    const path = relativePath(exchange, target.baseUrl).split('?')[0] ?? '';
    const kind = JSON.stringify([direction, method, path, exchange.status]);
    const previous = steps.at(-1);
    if (previous && kind === previousKind) {
      steps[steps.length - 1] = {
        ...previous,
        label: `${method} ${path}`,
        count: previous.count + 1,
        last: id,
        isBroken: previous.isBroken || broken.has(id),
      };
      continue;
    }
    previousKind = kind;
    steps.push({
      direction,
      label: `${method} ${formatPath(exchange, target.baseUrl)}`,
      status: formatStatus(exchange),
      count: 1,
      first: id,
      last: id,
      isBroken: broken.has(id),
    });
  }
  return steps;
}

function renderDiagram(steps: readonly FlowStep[]): Markup {
  const height = HEAD_HEIGHT + steps.length * ARROW_HEIGHT + 12;
  const exchanges = steps.reduce((sum, { count }) => sum + count, 0);
  const label = `Sequence diagram of ${formatCount(exchanges, 'exchange')} between Spreekuur.nl, played by xis-testkit, and the XIS. The list below the diagram has the same content.`;
  return markup`<svg class="sequence" role="img" aria-label="${label}" width="100%" height="${height}">
<text class="lane" x="0" y="16">Spreekuur.nl (xis-testkit)</text>
<text class="lane end" x="100%" y="16">XIS</text>
<line class="life" x1="${LEFT}" x2="${LEFT}" y1="24" y2="${height}"/>
<line class="life" x1="${RIGHT}" x2="${RIGHT}" y1="24" y2="${height}"/>
${steps.map((step, index) => renderArrow(step, HEAD_HEIGHT + index * ARROW_HEIGHT))}</svg>`;
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

function renderArrow({ direction, label, status, count, first, last, isBroken }: FlowStep, top: number): Markup {
  const [from, to] = direction === 'to-xis' ? [LEFT, RIGHT] : [RIGHT, LEFT];
  const kind = isBroken ? 'broken' : 'plain';
  const result = `${isBroken ? '✕ ' : ''}${status}${count > 1 ? ` (${count})` : ''}`;
  const ids = count > 1 ? `${first} to ${last}` : first;
  // HTML in a foreignObject cuts text with an ellipsis, which SVG text cannot do.
  return markup`<g class="step ${kind} ${direction}"><title>${ids}</title>
<foreignObject x="3%" y="${top}" width="94%" height="22"><div class="call" title="${ids}: ${shorten(label, MAX_TITLE_LENGTH)}"><span>${shorten(label, MAX_LABEL_LENGTH)}</span> <b>${result}</b></div></foreignObject>
<line x1="${from}" x2="${to}" y1="${top + 26}" y2="${top + 26}" marker-end="url(#head-${kind})"/></g>
`;
}
