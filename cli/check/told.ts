import { CheckOptionError, type CheckOptions, TargetError } from '../../conformance/index.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { TokenError } from '../token-command.ts';
import { UsageError } from '../usage-error.ts';
import type { Settings } from './settings.ts';

/** What the options of a check are called here, where that is something else. */
const OPTIONS = {
  baseUrl: 'url',
  timeoutMs: 'timeout',
  approvalTimeoutMs: 'approvalTimeout',
  headers: 'header',
  patient: 'patientReference',
} as const satisfies Partial<Record<keyof CheckOptions, Parameters<Settings['nameOf']>[0]>>;
/** And the parts of the patient. */
const PARTS = { reference: 'patientReference', display: 'patientName', bsn: 'patientBsn' } as const;

/** Tells mistakes of the user, and a XIS that cannot be reached, as such. */
export async function told<T>({ nameOf }: Settings, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TargetError)
      throw new UsageError(`nothing was checked: ${error.note.seen}\n${error.note.advice}`);
    if (error instanceof TokenError) throw new UsageError(error.message);
    if (!(error instanceof CheckOptionError)) throw error;
    const { option, part, problem } = error;
    const name = part
      ? PARTS[part]
      : ((OPTIONS as Partial<Record<string, Parameters<Settings['nameOf']>[0]>>)[option] ?? option);
    // The types that it names are the XIS's own.
    throw new UsageError(`${nameOf(name as Parameters<Settings['nameOf']>[0])}: ${escapeControlCharacters(problem)}`);
  }
}
