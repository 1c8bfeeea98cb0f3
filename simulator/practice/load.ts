import { readFile } from 'node:fs/promises';
import { checkConfiguration } from './check.ts';
import { ConfigurationError, formatPath, type Mistake } from './mistake.ts';
import type { Configuration } from './schema.ts';

/**
 * Reads a configuration file, YAML or JSON (which is YAML as well).
 * @param path of the file
 * @throws ConfigurationError with file, line and path of every mistake, also when the file cannot be read
 */
export async function loadConfiguration(path: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'there is none' : `it cannot be read (${code})`;
    throw new ConfigurationError(
      [{ path: [], message: `expected a configuration file, found that ${found}` }],
      () => path,
    );
  }
  return parseConfiguration(text, path);
}

/**
 * Parses the text of a configuration.
 * @param name what to call it in messages
 */
export async function parseConfiguration(text: string, name: string): Promise<Configuration> {
  // Loaded here because it is not needed where the configuration is an object.
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

  const offsetOf = ({ path, atKey }: Mistake): number => {
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
  const mistakes = checkConfiguration(value);
  if (mistakes.length > 0) {
    throw new ConfigurationError(mistakes, (mistake) => `${placeOf(offsetOf(mistake))} ${formatPath(mistake.path)}`);
  }
  return value as Configuration;
}
