import type { Need } from '../checks/check.ts';
import type { ResolvedCheckOptions } from '../options.ts';

interface Selectable {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly needs: readonly Need[];
}

/** Whether a pattern means a check: its id, its folder, one of its clauses or needs; `*` stands for any text. */
export function isMeant(pattern: string, { id, clauses, needs }: Selectable): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const form = new RegExp(`^${source}$`, 'i');
  return [id, id.split('/')[0] ?? '', ...clauses, ...needs].some((name) => form.test(name));
}

/** Why the user has it that a check does not apply; undefined when it does. */
export function notApplicable(
  check: Selectable,
  { only, skip }: Pick<ResolvedCheckOptions, 'only' | 'skip'>,
): string | undefined {
  const skipped = skip.find((pattern) => isMeant(pattern, check));
  if (skipped !== undefined) return `left out by --skip ${skipped}`;
  if (only.length > 0 && !only.some((pattern) => isMeant(pattern, check))) return 'left out by --only';
  return undefined;
}

const GIVEN: Readonly<Record<Need, readonly [option: string, isGiven: (options: ResolvedCheckOptions) => boolean]>> = {
  booking: ['--allow-booking', ({ allowBooking }) => allowBooking],
  callback: ['--listen', ({ callbacks }) => callbacks !== undefined],
  approval: ['--listen', ({ callbacks }) => callbacks !== undefined],
  'other-organization': ['--other-organization', ({ otherOrganization }) => otherOrganization !== undefined],
  'patient-bsn': ['--patient-bsn', ({ patient }) => patient?.bsn !== undefined],
};

/** The option by which the first of a check's needs could be met that is not; undefined when all are. */
export function missingOption({ needs }: Pick<Selectable, 'needs'>, options: ResolvedCheckOptions): string | undefined {
  return needs.map((need) => GIVEN[need]).find(([, isGiven]) => !isGiven(options))?.[0];
}
