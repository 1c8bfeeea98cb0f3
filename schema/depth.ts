/** The deepest nesting of input: recursive code can read it. */
export const MAX_DEPTH = 100;

/**
 * Returns whether a value has more levels than `MAX_DEPTH`. Visits each value once a level, so that aliases, even circular
 * ones, cost no more than their text.
 */
export function isTooDeep(root: unknown): boolean {
  let level = new Set(isObject(root) ? [root] : []);
  for (let depth = 1; level.size > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const below = new Set<object>();
    for (const value of level) for (const inner of Object.values(value)) if (isObject(inner)) below.add(inner);
    level = below;
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
