/** The longest text that is compared with names. */
const MAX_LENGTH = 64;
/** The most changes by which a name is like a text, however long both are. */
const MAX_DISTANCE = 4;
/** A name of so many letters is like a longer word that begins with it: `wed` is like `wednesday`. */
const MIN_PREFIX = 3;
const MAX_SUGGESTIONS = 3;

/** Words that users of Dutch software try, and the names for which they stand. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ma: 'mon',
  di: 'tue',
  wo: 'wed',
  do: 'thu',
  vr: 'fri',
  za: 'sat',
  zo: 'sun',
  maandag: 'mon',
  dinsdag: 'tue',
  woensdag: 'wed',
  donderdag: 'thu',
  vrijdag: 'fri',
  zaterdag: 'sat',
  zondag: 'sun',
};

/**
 * Asks whether a text was meant to be one of some names.
 * @returns for instance `did you mean holidays?`; undefined when no name is like the text
 */
export function didYouMean(text: string, names: Iterable<string>): string | undefined {
  const similar = findSimilarNames(text, [...names]);
  return similar.length === 0 ? undefined : `did you mean ${similar.join(' or ')}?`;
}

/** Returns the names that are as like a text as the most similar one, at most three. */
export function findSimilarNames(text: string, names: readonly string[]): readonly string[] {
  const synonym = Object.hasOwn(SYNONYMS, text.toLowerCase()) ? SYNONYMS[text.toLowerCase()] : undefined;
  if (synonym !== undefined && names.includes(synonym)) return [synonym];
  const ranked = rankBySimilarity(text, names);
  const [nearest] = ranked;
  if (nearest && isSimilar(text, nearest)) {
    return ranked
      .filter(({ distance }) => distance === nearest.distance)
      .map(({ name }) => name)
      .slice(0, MAX_SUGGESTIONS);
  }
  const related = names.filter((name) => sharesPrefix(normalize(text), normalize(name)));
  return related.sort((a, b) => a.length - b.length).slice(0, MAX_SUGGESTIONS);
}

function isSimilar(text: string, { name, distance }: RankedName): boolean {
  return distance <= Math.min(MAX_DISTANCE, Math.floor(Math.max(normalize(text).length, normalize(name).length) / 3));
}

function sharesPrefix(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= MIN_PREFIX && long.startsWith(short);
}

/** A name, and how many letters differ from a text. */
interface RankedName {
  readonly name: string;
  readonly distance: number;
}

/** Returns names by their distance from a text, the most similar first. Case and separators do not count. */
export function rankBySimilarity(text: string, names: readonly string[]): readonly RankedName[] {
  const start = normalize(text);
  const ranked = names.map((name) => ({ name, distance: editDistance(start, normalize(name)) }));
  return ranked.sort((a, b) => a.distance - b.distance);
}

/** `max-bookings`, `max_bookings` and `maxBookings` are spelled alike. */
function normalize(text: string): string {
  return text.slice(0, MAX_LENGTH).toLowerCase().replace(/[-_ ]/g, '');
}

/**
 * Counts the letters to change, add, remove or swap with their neighbor to get from one text to another (Damerau and
 * Levenshtein, each letter changed once at most).
 */
export function editDistance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}
