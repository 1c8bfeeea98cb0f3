import { formatCurl } from '../curl.ts';
import type { CheckResult, ReportedExchange } from '../report.ts';
import { Markup, markup } from './markup.ts';

/** A part of the page with a heading and a link in the navigation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly body: Markup;
}

type Cell = Markup | string | number;

interface Row {
  /** The first cell is the row header. */
  readonly cells: readonly Cell[];
  readonly id?: string;
}

/**
 * Renders a table that becomes a list of cards on a narrow screen. It needs explicit roles, because browsers drop the
 * table semantics with another `display`.
 */
export function renderTable(caption: string, columns: readonly string[], rows: readonly Row[], kind = ''): Markup {
  return markup`<table role="table" class="${kind}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    (column) => markup`<th role="columnheader" scope="col">${column}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map(
  ({ cells, id }) =>
    markup`<tr role="row"${id === undefined ? '' : markup` id="${id}"`}>${cells.map((cell, index) => renderCell(cell, index, columns[index] ?? ''))}</tr>
`,
)}</tbody>
</table>`;
}

function renderCell(cell: Cell, index: number, column: string): Markup {
  if (index === 0) return markup`<th role="rowheader" scope="row">${cell}</th>`;
  const isEmpty = cell === '' || (cell instanceof Markup && cell.html === '');
  // The div keeps the content in one grid item, beside the label of a card.
  return markup`<td role="cell" data-label="${column}">${isEmpty ? undefined : markup`<div>${cell}</div>`}</td>`;
}

/** A part that is closed initially, or open where it needs attention. */
interface Fold {
  readonly id: string;
  readonly title: string;
  readonly count: number | string;
  readonly isOpen: boolean;
  readonly body: Markup;
}

/** Renders a part with its title. Without a script, a link into it and the search of the browser open it as well. */
export function renderFold({ id, title, count, isOpen, body }: Fold): Markup {
  return markup`<details class="fold" id="${id}"${isOpen ? markup` open` : undefined}>
<summary>${title} <span class="count">${count}</span></summary>
${body}
</details>
`;
}

/** Renders a text with its backticks as code. */
export function renderProse(text: string): Markup {
  const parts = text.split('`');
  const hasUnpairedBacktick = parts.length % 2 === 0;
  if (hasUnpairedBacktick) return markup`${text}`;
  return markup`${parts.map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}`;
}

/** A sign and a word for each verdict, because color alone is not accessible. */
const VERDICT_MARKS: Readonly<Record<string, readonly [sign: string, word: string]>> = {
  pass: ['✓', 'Pass'],
  fail: ['✕', 'Fail'],
  warn: ['!', 'Warn'],
  blocked: ['–', 'Blocked'],
  'not-applicable': ['○', 'Not applicable'],
  error: ['?', 'Error'],
  'not-checked': ['·', 'Not checked'],
};

export function formatVerdict(verdict: string): string {
  return VERDICT_MARKS[verdict]?.[1] ?? verdict;
}

/** Renders a verdict as sign and word. */
export function renderVerdict(verdict: string): Markup {
  const [sign, word] = VERDICT_MARKS[verdict] ?? ['', verdict];
  return markup`<span class="mark ${verdict}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Renders the verdict of a check, and marks a known failure. */
export function renderCheckVerdict({ verdict, known }: CheckResult): Markup {
  return markup`${renderVerdict(verdict)}${known === undefined ? undefined : markup` <span class="mark known">known</span>`}`;
}

/** A longer command is of no use on a page. */
const MAX_CURL_LENGTH = 20_000;

/** Renders a request as a curl command to copy. */
export function renderCurl(exchange: ReportedExchange): Markup {
  const command = formatCurl(exchange);
  if (command.length > MAX_CURL_LENGTH)
    return markup`<p class="meta">The command is too long to show: ${command.length} characters.</p>`;
  return markup`<pre class="curl">${command}</pre>`;
}
