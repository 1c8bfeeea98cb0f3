import { readFile } from 'node:fs/promises';
import { ConfigurationError, formatPath, type Mistake } from './mistake.ts';

/** A YAML text, read, that still knows where everything stands. */
export interface YamlText {
  readonly value: unknown;
  /** Writes the place of a mistake: `practice.yaml:12:5 organizations[0].agb`. */
  locate(mistake: Pick<Mistake, 'path' | 'atKey'>): string;
}

/**
 * Reads a text file.
 * @param what it should be, for the message when it cannot be read
 * @throws ConfigurationError when it cannot be read
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'there is none' : `it cannot be read (${code})`;
    throw new ConfigurationError([{ path: [], message: `expected ${what}, found that ${found}` }], () => path);
  }
}

/**
 * Reads YAML, or JSON (which is YAML as well).
 * @param name what to call the text in messages
 * @throws ConfigurationError with line and column when it cannot be read
 */
export async function readYaml(text: string, name: string): Promise<YamlText> {
  // Loaded here because it is not needed where a configuration is an object.
  const { isMap, isNode, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => ({
      path: [error.pos[0]],
      message: `expected YAML or JSON, found: ${error.message}`,
    }));
    throw new ConfigurationError(mistakes, ({ path }) => placeOf(Number(path[0])));
  }

  const offsetOf = ({ path, atKey }: Pick<Mistake, 'path' | 'atKey'>): number => {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true);
      if (atKey && length === path.length && isMap(parent)) {
        const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]);
        if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
      }
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };

  let value: unknown;
  try {
    // Bounded: a few lines of nested aliases may stand for gigabytes.
    value = document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    throw new ConfigurationError(
      [{ path: [], message: `expected YAML that can be read: ${(error as Error).message}` }],
      () => name,
    );
  }
  return { value, locate: (mistake) => `${placeOf(offsetOf(mistake))} ${formatPath(mistake.path)}` };
}
