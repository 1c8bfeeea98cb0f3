import { didYouMean } from '../output/did-you-mean.ts';
import type { Check } from './check.ts';
import type { Fixture } from './fixture.ts';
import { type Need, OPTIONAL_NEEDS, REGISTER_ISSUER } from './need.ts';
import { CheckOptionError, type CheckOptionName, type CheckOptions, type ResolvedCheckOptions } from './options.ts';
import { FORMER_IDS, REQUIREMENTS } from './requirements/ledger.ts';
import { resolveCheckOptions } from './resolve-options.ts';
import { hasToken } from './session/prepare-request.ts';
import { CHECKS } from './suites/index.ts';

type Selectable = Pick<Check, 'id' | 'clauses' | 'needs'>;

/** Returns whether a pattern selects a check: by its id, suite, one of its clauses or needs; `*` matches any text. */
function matchesPattern(pattern: string, selectable: Selectable): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const form = new RegExp(`^${source}$`, 'i');
  const former = FORMER_IDS[pattern.toUpperCase()];
  return namesOf(selectable).some((name) => form.test(name) || name === former);
}

function namesOf({ id, clauses, needs }: Selectable): readonly string[] {
  return [id, id.split('/')[0] ?? '', ...clauses, ...needs];
}

/**
 * Rejects patterns that select nothing: a slip of the pen would go unnoticed.
 * @throws CheckOptionError for the first one
 */
export function validatePatterns(options: Pick<ResolvedCheckOptions, 'only' | 'skip'>): void {
  const clauses = REQUIREMENTS.map(({ id }) => ({ id, clauses: [], needs: [] }));
  const selectables: readonly Selectable[] = [...CHECKS, ...clauses];
  for (const option of ['only', 'skip'] as const) {
    const unmatched = options[option].find((pattern) => !selectables.some((each) => matchesPattern(pattern, each)));
    if (unmatched === undefined) continue;
    const expected = 'a check, a suite, a clause or a need of checks, * for any text';
    throw new CheckOptionError(option, expected, unmatched, didYouMean(unmatched, listNames(selectables)));
  }
}

/** Returns the names by which patterns select. */
function listNames(selectables: readonly Selectable[]): ReadonlySet<string> {
  return new Set(selectables.flatMap(namesOf));
}

/** Returns the option that leaves a check out, such as `--skip booking`; undefined when no option does. */
export function deselectedBy(check: Selectable, { only, skip, nameOption }: ResolvedCheckOptions): string | undefined {
  const skipped = skip.find((pattern) => matchesPattern(pattern, check));
  if (skipped !== undefined) return `${nameOption('skip')} ${skipped}`;
  const isLeftOut = only.length > 0 && !only.some((pattern) => matchesPattern(pattern, check));
  return isLeftOut ? nameOption('only') : undefined;
}

/** The option that meets a need, and what to do beside setting it. */
interface NeededOption {
  readonly name: CheckOptionName;
  readonly isGiven: (options: ResolvedCheckOptions) => boolean;
  readonly remedy?: string;
}

const OPTION_OF: Readonly<Record<Need, NeededOption>> = {
  booking: { name: 'allowBooking', isGiven: ({ allowBooking }) => allowBooking },
  'patient-bsn': { name: 'patient.bsn', isGiven: ({ patient }) => patient?.bsn !== undefined },
  callback: { name: 'callbacks', isGiven: ({ callbacks }) => callbacks !== undefined },
  approval: { name: 'callbacks', isGiven: ({ callbacks }) => callbacks !== undefined },
  update: { name: 'callbacks', isGiven: ({ callbacks }) => callbacks !== undefined },
  change: { name: 'onChangeNeeded', isGiven: ({ onChangeNeeded }) => onChangeNeeded !== undefined },
  'other-organization': {
    name: 'otherOrganization',
    isGiven: ({ otherOrganization }) => otherOrganization !== undefined,
  },
  token: {
    name: 'token',
    isGiven: hasToken,
    remedy: 'the XIS serves requests without a token, so that this environment has no authentication',
  },
  'other-token': {
    name: 'otherToken',
    isGiven: ({ otherToken }) => otherToken !== undefined,
    remedy: 'a token of the second test patient',
  },
  'test-tokens': {
    name: 'testTokens',
    isGiven: ({ testTokens }) => testTokens !== undefined,
    remedy: REGISTER_ISSUER,
  },
};

/** An option that a check needs, and that is not given. */
interface MissingOption {
  readonly option: string;
  /** The step beside setting it. */
  readonly remedy?: string | undefined;
  /** Whether the check does not apply without it. */
  readonly isOptional: boolean;
}

/** Returns a missing option that a check needs, an optional one first; undefined when all are given. */
export function findMissing({ needs }: Selectable, options: ResolvedCheckOptions): MissingOption | undefined {
  const missing = needs.filter((need) => !OPTION_OF[need].isGiven(options));
  const need = missing.find((each) => OPTIONAL_NEEDS.has(each)) ?? missing[0];
  if (need === undefined) return undefined;
  const { name, remedy } = OPTION_OF[need];
  return { option: options.nameOption(name), remedy, isOptional: OPTIONAL_NEEDS.has(need) };
}

/** Returns the fixtures of the checks that these options run. */
function selectedFixtures(checks: readonly Check[], options: ResolvedCheckOptions): ReadonlySet<Fixture<unknown>> {
  const selected = checks.filter(
    (check) => deselectedBy(check, options) === undefined && findMissing(check, options) === undefined,
  );
  return new Set(selected.flatMap(({ fixtures }) => [...fixtures]));
}

/**
 * Returns the maximum number of appointments of a run with these options, for any behavior of the XIS. With a XIS that rejects
 * what it should, it makes about five.
 * @throws CheckOptionError for an option that cannot be used
 */
export function maxAppointments(options: CheckOptions): number {
  const resolved = resolveCheckOptions(options);
  validatePatterns(resolved);
  if (!resolved.allowBooking) return 0;
  const sum = [...selectedFixtures(CHECKS, resolved)].reduce((total, each) => total + (each.appointments?.max ?? 0), 0);
  return Math.min(sum, resolved.maxBookings);
}
