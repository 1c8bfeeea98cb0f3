/**
 * Random numbers by key instead of by generator state: a number depends on the seed and on its key only. So an additional
 * draw never shifts other draws, and a snapshot needs no generator state.
 */

const PRIME = 0x01000193;
const ZERO = 48;

/**
 * Returns a number from 0 to 1, 1 excluded.
 * @param seed of the organization
 * @param key names the use, for instance `busy jansen 1764000000000`
 */
export function draw(seed: number, key: string): number {
  return finish(addText(0x811c9dc5 ^ seed, key));
}

/**
 * Creates draws of which the keys begin with the same text, and end with a number. The text is hashed once.
 * @returns a function with the result of `draw(seed, start + number)`, for an integer
 */
export function createNumberedDraw(seed: number, start: string): (number: number) => number {
  const hash = addText(0x811c9dc5 ^ seed, start);
  return (number) => finish(addNumber(hash, number));
}

/** FNV-1a. */
function addText(start: number, text: string): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash;
}

/** Adds the digits of an integer, as `addText` adds its text: to create the text takes most of the time of a draw. */
function addNumber(start: number, number: number): number {
  const isCommon = number >= 1e12 && number < 1e13;
  if (!isCommon) return addText(start, String(number));
  const high = Math.floor(number / 1e7);
  const low = number - high * 1e7;
  let hash = start;
  for (let unit = 100_000; unit >= 1; unit /= 10) hash = addDigit(hash, high, unit);
  for (let unit = 1_000_000; unit >= 1; unit /= 10) hash = addDigit(hash, low, unit);
  return hash;
}

function addDigit(hash: number, number: number, unit: number): number {
  return Math.imul(hash ^ (ZERO + (Math.floor(number / unit) % 10)), PRIME);
}

function finish(start: number): number {
  let hash = start;
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
