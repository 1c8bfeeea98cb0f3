/** What stands at the end of a captured body that was shortened. */
const SHORTENED = '\n[shortened]';

/** What stands in the place of a body of which only the size was kept. */
const SIZE_ONLY = /^\[\d+ characters of .*\]$/;

/** A captured body, and whether it is all that was sent. */
export interface KeptBody {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Reads what an exchange holds of a body. */
export function keptBody(body: string): KeptBody {
  if (body.endsWith(SHORTENED)) return { text: body.slice(0, -SHORTENED.length), isWhole: false };
  return { text: body, isWhole: !SIZE_ONLY.test(body) };
}
