import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { redactText } from '../../../output/redaction.ts';
import { type Violation, validator } from '../../../schema/validator.ts';
import { type KnownFailure, knownFailuresSchema } from './known-failures.ts';

const shape = validator(knownFailuresSchema, { all: true });

type Path = readonly (string | number)[];

/** A file of known failures that cannot be used; its message lists every mistake, a line each. */
export class KnownFailuresError extends XisTestkitError {
  override readonly name = 'KnownFailuresError';
  readonly code = 'invalid-known-failures';
}

/**
 * Reads the text of a file of known failures: YAML, or JSON, which is YAML as well. An empty file knows none.
 * @param name what to call it in messages
 * @throws KnownFailuresError with line and column of every mistake
 */
export async function parseKnownFailures(text: string, name: string): Promise<readonly KnownFailure[]> {
  // Loaded here because most runs have no such file.
  const { isMap, isNode, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  // `core` has no dates: `2026-12-31` stays text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' });
  const fail = (mistakes: readonly (readonly [offset: number, message: string])[]): never => {
    throw new KnownFailuresError(
      mistakes
        .map(([offset, message]) => {
          const { line, col } = lines.linePos(offset);
          return `${name}:${line}:${col} ${redactText(message)}`;
        })
        .join('\n'),
    );
  };
  const offsetOf = (path: Path, key: string | undefined): number => {
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node = key !== undefined && isNode(pair?.key) ? pair.key : parent;
    return isNode(node) ? (node.range?.[0] ?? 0) : 0;
  };

  if (document.errors.length > 0) {
    fail(document.errors.map(({ pos, message }) => [pos[0], `expected YAML or JSON, found: ${message}`]));
  }
  let value: unknown;
  try {
    // Bounded: a few lines of nested aliases may stand for gigabytes.
    value = document.toJS({ maxAliasCount: 100 }) ?? [];
  } catch (error) {
    fail([[0, `expected YAML that can be read: ${(error as Error).message}`]]);
  }
  const violations = shape.violations(value);
  if (violations.length > 0) {
    fail(violations.map((violation) => [offsetOf(violation.path, violation.key), told(violation)]));
  }
  const entries = value as readonly KnownFailure[];
  const twice = entries.flatMap(({ check }, index) =>
    entries.findIndex((entry) => entry.check === check) < index
      ? [[offsetOf([index], 'check'), `[${index}].check: expected each check once, found '${check}' again`] as const]
      : [],
  );
  if (twice.length > 0) fail(twice);
  return entries;
}

function told({ path, key, keyword, message }: Violation): string {
  const place = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  const whole = keyword === 'additionalProperties' ? `${place}.${key}` : place;
  return `${whole || '(root)'}: ${message}`;
}
