/**
 * Random numbers by key instead of by generator state: a number depends on the seed and on its key only. So an additional
 * draw never shifts other draws, and a snapshot needs no generator state.
 */

/**
 * Returns a number from 0 to 1, 1 excluded.
 * @param seed of the organization
 * @param key names the use, for instance `busy jansen 1764000000000`
 */
export function draw(seed: number, key: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 0x1_0000_0000;
}

export type RandomStreams = ReturnType<typeof createRandomStreams>;

/**
 * Creates named sequences of random numbers, independent of one another.
 * @param drawn a former result of `counts()`, after which the streams continue
 * @param onDraw is called after each draw, with the number of draws of the stream
 */
export function createRandomStreams(
  seed: number,
  drawn: Readonly<Record<string, number>> = {},
  onDraw: (stream: string, count: number) => void = () => undefined,
) {
  const counts = new Map(Object.entries(drawn));
  return {
    /** Returns the next number of a stream, from 0 to 1, 1 excluded. */
    next(stream: string): number {
      const count = counts.get(stream) ?? 0;
      counts.set(stream, count + 1);
      onDraw(stream, count + 1);
      return draw(seed, `${stream} ${count}`);
    },
    /** Sets the number of draws of a stream. */
    restore: (stream: string, count: number): void => void counts.set(stream, count),
    /** Returns the number of draws by stream: together with the seed, the whole state. */
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts),
  };
}
