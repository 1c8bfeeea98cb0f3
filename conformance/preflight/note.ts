import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { type AdvisedOption, adviceOn, isProblemCode, type ProblemCode } from '../../transport/problems.ts';
import type { ReportedExchange } from '../report/report.ts';

/** Returns the caller's name of an option. */
type NameOption = (name: AdvisedOption | 'category' | 'type' | 'dateFormat' | 'dateParameter') => string;

/** The advice about what the XIS offers and understands; that about the way to it is in transport/problems.ts. */
const ADVICE = {
  'no-types': (name) => `Configure appointment types for Spreekuur.nl in the XIS, or check ${name('category')}.`,
  'organization-form': (name) =>
    `Both forms are right. ${name('organizationHeader')} and ${name('organizationFormat')} set the form that is sent.`,
  'date-form': (name) =>
    `Both forms are right. ${name('dateParameter')} and ${name('dateFormat')} set the form that is sent.`,
  'slots-hidden': 'Check how the XIS reads that parameter: without it, the same search has free slots.',
  'no-slots': (name) =>
    `Open some slots in the next four weeks in the XIS, or choose another type with ${name('type')}.`,
} as const satisfies Readonly<Record<string, string | ((name: NameOption) => string)>>;

/** A problem or a remarkable fact before the first check. */
export type PreflightCode = ProblemCode | keyof typeof ADVICE;

export function isPreflightCode(text: string): text is PreflightCode {
  return isProblemCode(text) || Object.hasOwn(ADVICE, text);
}

/** An observation before the first check. */
export interface PreflightNote {
  /** Stable. */
  readonly code: PreflightCode;
  /** The observation. */
  readonly seen: string;
  /** The advice. */
  readonly advice: string;
}

/** Creates a note with the advice that belongs to its code. */
export function createNote(code: PreflightCode, seen: string, nameOption: NameOption): PreflightNote {
  if (isProblemCode(code)) return { code, seen, advice: adviceOn(code, nameOption) };
  const advice = ADVICE[code];
  return { code, seen, advice: typeof advice === 'string' ? advice : advice(nameOption) };
}

/** Signals that the check could not begin: the XIS cannot be reached, or the configuration is wrong. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
  readonly note: PreflightNote;
  /** The exchanges until then, as evidence. */
  readonly exchanges: readonly ReportedExchange[];

  constructor(note: PreflightNote, exchanges: readonly ReportedExchange[] = [], options?: ErrorOptions) {
    super(`${note.seen}. ${note.advice}`, options);
    this.note = note;
    this.exchanges = exchanges;
  }
}
