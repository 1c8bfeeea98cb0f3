/**
 * Chance by number instead of by state: a draw depends on the seed and on what it is drawn for, and on nothing else, so
 * that one more draw somewhere never shifts the draws elsewhere, and a snapshot needs no generator's state.
 */

/**
 * A number from 0 up to, not including, 1.
 * @param seed the organization's seed
 * @param key what is drawn, for instance `busy jansen 1764000000000`
 */
export function draw(seed: number, key: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 0x1_0000_0000;
}

/** Draws one after another, each stream counting for itself. */
export interface RandomStreams {
  /** The next number of a stream, from 0 up to, not including, 1. */
  next(stream: string): number;
  /** How many were drawn, by stream: with the seed, all there is to know of it. */
  counts(): Readonly<Record<string, number>>;
}

/** Draws for a seed, going on after `drawn`, as `counts()` returned it. */
export function createRandomStreams(seed: number, drawn: Readonly<Record<string, number>> = {}): RandomStreams {
  const counts = new Map(Object.entries(drawn));
  return {
    next(stream) {
      const count = counts.get(stream) ?? 0;
      counts.set(stream, count + 1);
      return draw(seed, `${stream} ${count}`);
    },
    counts: () => Object.fromEntries(counts),
  };
}
