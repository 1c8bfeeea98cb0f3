import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText } from '../output/redaction.ts';

/** A mistake in a configuration: where, what was expected and what was found. */
export interface Mistake {
  /** Keys and array indexes from the root. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The mistake is in the key itself (it is unknown), so its place is the key's. */
  readonly atKey?: boolean;
}

/** A configuration that cannot be used; its message lists every mistake, a line each. */
export class ConfigurationError extends XisTestkitError {
  override readonly name = 'ConfigurationError';
  readonly code = 'invalid-configuration';
  readonly mistakes: readonly Mistake[];

  /**
   * @param mistakes what is wrong
   * @param locate writes the place of a mistake, for instance `practice.yaml:12:5 organizations[0].agb`
   */
  constructor(mistakes: readonly Mistake[], locate: (mistake: Mistake) => string = ({ path }) => formatPath(path)) {
    // A value or a key that is out of place may hold a BSN.
    const lines = mistakes.map((mistake) => `${locate(mistake)}: ${redactText(mistake.message)}`);
    super(lines.join('\n'));
    this.mistakes = mistakes.map((mistake) => ({
      ...mistake,
      path: mistake.path.map((part) => (typeof part === 'string' ? redactText(part) : part)),
      message: redactText(mistake.message),
    }));
  }
}

/** A path as `organizations[0].schedules[1].hours`; the root is `(root)`. */
export function formatPath(path: readonly (string | number)[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${redactText(part)}`)).join('');
  return text.replace(/^\./, '') || '(root)';
}
