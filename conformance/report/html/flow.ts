import type { CheckReport } from '../report.ts';
import { counted, duration } from '../words.ts';
import { exchangeName } from './exchange-name.ts';
import { type FlowStep, flowSteps } from './flow-steps.ts';
import { anchor, type Markup, markup } from './markup.ts';
import type { Section } from './section.ts';
import { arrowHeads, sequenceDiagram } from './sequence-diagram.ts';

/** More arrows are shown when they are asked for. */
const MOST_ARROWS = 30;

/** The flow as it really went: drawn, and as a list for whoever cannot see it. */
export function flowSection(report: CheckReport): Section {
  const { exchanges } = report;
  if (exchanges.length === 0) {
    return { id: 'flow', title: 'The flow as it went', body: markup`<p class="nothing">Nothing was exchanged.</p>` };
  }
  const steps = flowSteps(report);
  const rest = steps.slice(MOST_ARROWS);
  const body = markup`<p>Exchanges that differ only in their query and follow one another are one arrow, with their number in brackets. A dashed arrow is a callback of the XIS; <span class="bad">✕</span> marks what a failed check refers to.</p>
${arrowHeads()}
<figure class="flow">
${drawn(steps.slice(0, MOST_ARROWS))}
${
  rest.length === 0
    ? undefined
    : markup`<details><summary>The other ${counted(rest.length, 'arrow')}</summary>
${drawn(rest)}
</details>`
}
</figure>
<details class="as-text"><summary>The same as a list of ${counted(exchanges.length, 'exchange')}</summary>
<ol>
${exchanges.map(
  (exchange) =>
    markup`<li><a href="#${anchor('exchange', exchange.id)}">${exchange.id}</a> ${exchange.direction === 'to-xis' ? 'Spreekuur.nl to XIS' : 'XIS to Spreekuur.nl'}: ${exchangeName(exchange, report.target.baseUrl)}, ${duration(exchange.durationMs)}</li>
`,
)}</ol>
</details>`;
  return { id: 'flow', title: 'The flow as it went', body };
}

function drawn(steps: readonly FlowStep[]): Markup {
  const exchanges = steps.reduce((sum, { count }) => sum + count, 0);
  const label = `Sequence diagram of ${counted(exchanges, 'exchange')} between Spreekuur.nl, played by xis-testkit, and the XIS. The list below the diagram says the same.`;
  return sequenceDiagram(steps, label);
}
