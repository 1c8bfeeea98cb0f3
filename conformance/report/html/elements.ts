import { formatCurl } from '../curl.ts';
import type { ReportedExchange } from '../report.ts';
import { Markup, markup } from './markup.ts';

type Cell = Markup | string | number;

/** A row; the first cell is its header. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly id?: string;
  /** For the filters. */
  readonly verdict?: string;
}

/**
 * A table that becomes a list of cards on a narrow screen. The roles are said because browsers forget them when a table is
 * laid out otherwise.
 */
export function renderTable(caption: string, columns: readonly string[], rows: readonly Row[], kind = ''): Markup {
  return markup`<table role="table" class="${kind}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    (column) => markup`<th role="columnheader" scope="col">${column}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map(
  ({ cells, id, verdict }) =>
    markup`<tr role="row"${id === undefined ? '' : markup` id="${id}"`}${verdict === undefined ? '' : markup` data-verdict="${verdict}"`}>${cells.map((cell, index) => renderCell(cell, index, columns[index] ?? ''))}</tr>
`,
)}</tbody>
</table>`;
}

function renderCell(cell: Cell, index: number, column: string): Markup {
  if (index === 0) return markup`<th role="rowheader" scope="row">${cell}</th>`;
  const isEmpty = cell === '' || (cell instanceof Markup && cell.html === '');
  // In a card the label stands beside all of it.
  return markup`<td role="cell" data-label="${column}">${isEmpty ? undefined : markup`<div>${cell}</div>`}</td>`;
}

/** A text in which what stands between backticks is code. */
export function renderProse(text: string): Markup {
  const parts = text.split('`');
  // A backtick without a partner is one.
  if (parts.length % 2 === 0) return markup`${text}`;
  return markup`${parts.map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}`;
}

/** A part of the page that is jumped to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly body: Markup;
}

/** A sign and a word for each verdict, so that color is not all that tells them apart. */
const MARKS: Readonly<Record<string, readonly [sign: string, word: string]>> = {
  pass: ['✓', 'Pass'],
  fail: ['✕', 'Fail'],
  warn: ['!', 'Warn'],
  blocked: ['–', 'Blocked'],
  'not-applicable': ['○', 'Not applicable'],
  error: ['?', 'Error'],
  'not-checked': ['·', 'Not checked'],
};

/** A verdict as a word. */
export function formatVerdict(verdict: string): string {
  return MARKS[verdict]?.[1] ?? verdict;
}

/** A verdict as sign and word. */
export function renderVerdict(verdict: string): Markup {
  const [sign, word] = MARKS[verdict] ?? ['', verdict];
  return markup`<span class="mark ${verdict}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** A longer one is not pasted by anybody, and a part of one is no use. */
const MAX_CURL_LENGTH = 20_000;

/** A request as curl, to be copied. */
export function renderCurl(exchange: ReportedExchange): Markup {
  const command = formatCurl(exchange);
  if (command.length > MAX_CURL_LENGTH)
    return markup`<p class="meta">With ${command.length} characters it is too long to paste.</p>`;
  return markup`<pre class="curl">${command}</pre>`;
}

/** The mark of a verdict, also of one that is known. */
export function renderCheckVerdict(check: { readonly verdict: string; readonly known?: string }): Markup {
  return markup`${renderVerdict(check.verdict)}${check.known === undefined ? undefined : markup` <span class="mark known">known</span>`}`;
}
