import { DEFECTS } from './catalogue.ts';

/** More of an id than this is not looked at. */
const MAX_LENGTH = 64;

/** Ids of the three defects whose spelling comes nearest to a text. */
export function nearest(text: string): readonly string[] {
  const asked = text.slice(0, MAX_LENGTH);
  const ranked = DEFECTS.map(({ id }) => ({ id, distance: distance(asked, id) }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked.slice(0, 3).map(({ id }) => id);
}

/** How many letters have to be changed, added or taken away (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 0; at < a.length; at++) {
    const next = [at + 1];
    for (let other = 0; other < b.length; other++) {
      const changed = (row[other] ?? 0) + (a[at] === b[other] ? 0 : 1);
      next.push(Math.min(changed, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
