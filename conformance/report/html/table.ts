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
export function table(caption: string, columns: readonly string[], rows: readonly Row[], kind = ''): Markup {
  return markup`<table role="table" class="${kind}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    (column) => markup`<th role="columnheader" scope="col">${column}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map(
  ({ cells, id, verdict }) =>
    markup`<tr role="row"${id === undefined ? '' : markup` id="${id}"`}${verdict === undefined ? '' : markup` data-verdict="${verdict}"`}>${cells.map((cell, index) => cellOf(cell, index, columns[index] ?? ''))}</tr>
`,
)}</tbody>
</table>`;
}

function cellOf(cell: Cell, index: number, column: string): Markup {
  if (index === 0) return markup`<th role="rowheader" scope="row">${cell}</th>`;
  const isEmpty = cell === '' || (cell instanceof Markup && cell.html === '');
  // In a card the label stands beside all of it.
  return markup`<td role="cell" data-label="${column}">${isEmpty ? undefined : markup`<div>${cell}</div>`}</td>`;
}
