import { CHECKS } from '../checks/all.ts';
import { CheckOptionError, type ResolvedCheckOptions } from '../options.ts';
import { REQUIREMENTS } from '../requirements/ledger.ts';
import { isMeant } from './select.ts';

/**
 * A pattern that means nothing is a slip of the pen, which would go unnoticed.
 * @throws CheckOptionError for the first one
 */
export function checkPatterns(options: Pick<ResolvedCheckOptions, 'only' | 'skip'>): void {
  const clauses = REQUIREMENTS.map(({ id }) => ({ id, clauses: [], needs: [] }));
  for (const option of ['only', 'skip'] as const) {
    const lost = options[option].find((pattern) => ![...CHECKS, ...clauses].some((one) => isMeant(pattern, one)));
    if (lost === undefined) continue;
    throw new CheckOptionError(option, 'a check, a folder, a clause or a need of checks, * for any text', lost);
  }
}
