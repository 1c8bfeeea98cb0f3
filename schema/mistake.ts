import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText } from '../output/redaction.ts';

/** A mistake in a configuration: its place, what was expected and what the file has. */
export interface Mistake {
  /** Keys and array indexes from the root. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The key itself is the mistake (it is unknown), so the place is that of the key. */
  readonly atKey?: boolean;
}

/** A mistake with its place in a file. */
export interface LocatedMistake extends Mistake {
  /** For instance `practice.yaml:12:5 organizations[0].agb`. */
  readonly place: string;
}

/** More mistakes than this are counted, not listed. */
const MAX_MISTAKES = 1000;

/** A configuration or another input file that cannot be used. Its message lists the mistakes, one a line. */
export class ConfigurationError extends XisTestkitError {
  override readonly name = 'ConfigurationError';
  readonly code = 'invalid-configuration';
  readonly mistakes: readonly LocatedMistake[];

  /**
   * @param mistakes one or more
   * @param locate returns the place of a mistake, for instance `practice.yaml:12:5 organizations[0].agb`
   */
  constructor(
    mistakes: readonly Mistake[],
    locate: (mistake: Mistake) => string = ({ path }) => formatPath(path),
    options?: ErrorOptions,
  ) {
    // A value or a key that is out of place may hold a BSN.
    const located = mistakes.slice(0, MAX_MISTAKES).map((mistake) => ({
      ...mistake,
      place: locate(mistake),
      path: mistake.path.map((part) => (typeof part === 'string' ? redactText(part) : part)),
      message: redactText(mistake.message),
    }));
    const lines = located.map(({ place, message }) => `${place}: ${message}`);
    const omitted = mistakes.length - located.length;
    if (omitted > 0) lines.push(`${omitted} more mistakes`);
    super(lines.join('\n'), options);
    this.mistakes = located;
  }
}

/** A key can be as long as its file. */
const MAX_KEY_LENGTH = 80;

/** Formats a path as `organizations[0].schedules[1].hours`; the root is `(root)`. */
export function formatPath(path: readonly (string | number)[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${redactText(shorten(part))}`)).join('');
  return text.replace(/^\./, '') || '(root)';
}

function shorten(key: string): string {
  return key.length <= MAX_KEY_LENGTH ? key : `${key.slice(0, MAX_KEY_LENGTH)}…`;
}
