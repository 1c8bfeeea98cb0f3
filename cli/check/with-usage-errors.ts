import { TargetError } from '../../conformance/index.ts';
import { type Settings, toUsageError } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Runs a function of the library with errors in the words of the command's user.
 * @throws UsageError for an option that is invalid, and for a XIS that cannot be reached
 */
export async function withUsageErrors<T>({ nameOption }: Settings, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TargetError) {
      const { seen, advice } = error.note;
      throw new UsageError(`nothing was checked: ${seen}\n${advice}`, { cause: error });
    }
    throw toUsageError(error, nameOption);
  }
}
