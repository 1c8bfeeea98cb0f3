import { shortened } from '../../../output/terminal-text.ts';
import { formatExchange, formatPath, formatStatus, relativePath } from '../exchange.ts';
import type { CheckReport, ReportedExchange } from '../report.ts';
import { formatCount, formatDuration } from '../words.ts';
import type { Section } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** In pixels: the names of the lanes, and one arrow with its label. */
const HEAD = 34;
const ROW = 36;

/** Where the two lanes are, in percent of the width: the drawing gets wider with the page, its letters do not. */
const LEFT = '1.5%';
const RIGHT = '98.5%';

/** Longer labels are cut by the lane anyway; what shows when one is pointed at has all of most. */
const MAX_LABEL_LENGTH = 200;
const MAX_TITLE_LENGTH = 1000;

/** Draws steps as arrows between two lanes. */
export function renderDiagram(steps: readonly FlowStep[], label: string): Markup {
  const height = HEAD + steps.length * ROW + 12;
  return markup`<svg class="sequence" role="img" aria-label="${label}" width="100%" height="${height}">
<text class="lane" x="0" y="16">Spreekuur.nl (xis-testkit)</text>
<text class="lane end" x="100%" y="16">XIS</text>
<line class="life" x1="${LEFT}" x2="${LEFT}" y1="24" y2="${height}"/>
<line class="life" x1="${RIGHT}" x2="${RIGHT}" y1="24" y2="${height}"/>
${steps.map((step, index) => renderArrow(step, HEAD + index * ROW))}</svg>`;
}

/** The ends of the arrows, for all diagrams of a page. */
export function renderArrowHeads(): Markup {
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
  const ended = `${isBroken ? '✕ ' : ''}${status}${count > 1 ? ` (${count})` : ''}`;
  const ids = count > 1 ? `${first} to ${last}` : first;
  // SVG cuts a text without an ellipsis, HTML in it does not.
  return markup`<g class="step ${kind} ${direction}"><title>${ids}</title>
<foreignObject x="3%" y="${top}" width="94%" height="22"><div class="call" title="${ids}: ${shortened(label, MAX_TITLE_LENGTH)}"><span>${shortened(label, MAX_LABEL_LENGTH)}</span> <b>${ended}</b></div></foreignObject>
<line x1="${from}" x2="${to}" y1="${top + 26}" y2="${top + 26}" marker-end="url(#head-${kind})"/></g>
`;
}

/** More arrows are shown when they are asked for. */
const MAX_OPEN_ARROWS = 30;

/** The flow as it really went: drawn, and as a list for whoever cannot see it. */
export function renderFlow(report: CheckReport): Section {
  const { exchanges } = report;
  if (exchanges.length === 0) {
    return { id: 'flow', title: 'The flow as it went', body: markup`<p class="nothing">Nothing was exchanged.</p>` };
  }
  const steps = groupExchanges(report);
  const rest = steps.slice(MAX_OPEN_ARROWS);
  const body = markup`<p>Exchanges that differ only in their query and follow one another are one arrow, with their number in brackets. A dashed arrow is a callback of the XIS; <span class="bad">✕</span> marks what a failed check refers to.</p>
${renderArrowHeads()}
<figure class="flow">
${renderSteps(steps.slice(0, MAX_OPEN_ARROWS))}
${
  rest.length === 0
    ? undefined
    : markup`<details><summary>The other ${formatCount(rest.length, 'arrow')}</summary>
${renderSteps(rest)}
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
  return { id: 'flow', title: 'The flow as it went', body };
}

function renderSteps(steps: readonly FlowStep[]): Markup {
  const exchanges = steps.reduce((sum, { count }) => sum + count, 0);
  const label = `Sequence diagram of ${formatCount(exchanges, 'exchange')} between Spreekuur.nl, played by xis-testkit, and the XIS. The list below the diagram says the same.`;
  return renderDiagram(steps, label);
}

/** One arrow of the flow: an exchange, or several alike that came after one another. */
export interface FlowStep {
  readonly direction: ReportedExchange['direction'];
  readonly label: string;
  readonly status: string;
  /** How many exchanges; from the first to the last of them. */
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** Whether a check that failed refers to one of them. */
  readonly isBroken: boolean;
}

/** The exchanges of a report in the order of their start; those that differ by their query only are taken together. */
export function groupExchanges({ exchanges, checks, target }: CheckReport): readonly FlowStep[] {
  const broken = new Set(checks.filter(({ verdict }) => verdict === 'fail').flatMap((check) => check.exchanges));
  const steps: FlowStep[] = [];
  let lastKind = '';
  for (const exchange of exchanges) {
    const { direction, method, id } = exchange;
    const path = relativePath(exchange, target.baseUrl).split('?')[0] ?? '';
    const kind = JSON.stringify([direction, method, path, exchange.status]);
    const before = steps.at(-1);
    if (before && kind === lastKind) {
      const isBroken = before.isBroken || broken.has(id);
      steps[steps.length - 1] = { ...before, label: `${method} ${path}`, count: before.count + 1, last: id, isBroken };
      continue;
    }
    lastKind = kind;
    const label = `${method} ${formatPath(exchange, target.baseUrl)}`;
    steps.push({
      direction,
      label,
      status: formatStatus(exchange),
      count: 1,
      first: id,
      last: id,
      isBroken: broken.has(id),
    });
  }
  return steps;
}
