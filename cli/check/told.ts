import { CheckOptionError, type CheckOptions, TargetError } from '../../conformance/index.ts';
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

/** Tells mistakes of the user, and a XIS that cannot be reached, as such. */
export async function told<T>({ nameOf }: Settings, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TargetError)
      throw new UsageError(`nothing was checked: ${error.note.seen}\n${error.note.advice}`);
    if (!(error instanceof CheckOptionError)) throw error;
    const { option, message } = error;
    const name = (OPTIONS as Partial<Record<string, Parameters<Settings['nameOf']>[0]>>)[option] ?? option;
    throw new UsageError(nameOf(name as Parameters<Settings['nameOf']>[0]) + message.slice(option.length));
  }
}
