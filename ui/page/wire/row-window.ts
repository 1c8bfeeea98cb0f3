/** The rows of a long list that are rendered: `from` and those before `to`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Rows beyond the edges that are rendered as well. */
const MARGIN = 16;
/** The window moves by so many rows at once. */
const STEP = 8;

/**
 * Returns the rows that are in view, and some before and after them.
 * @param top the position of the view in the list, in pixels; may be outside of it
 */
export function findWindow(
  count: number,
  { top, height, rowHeight }: { readonly top: number; readonly height: number; readonly rowHeight: number },
): RowWindow {
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight)), count);
  const from = Math.max(0, Math.floor((first - MARGIN) / STEP) * STEP);
  const to = Math.min(count, Math.ceil((first + height / rowHeight + MARGIN) / STEP) * STEP);
  return { from, to: Math.max(from, to) };
}
