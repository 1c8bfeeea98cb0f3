import { parseArgs } from 'node:util';
import type { Effort, Measure } from './measure.ts';
import { measureBooking } from './measures/booking.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureOrganizations } from './measures/organizations.ts';
import { measureSearch } from './measures/search.ts';
import { measureSoak } from './measures/soak.ts';
import { measureLibraryStart, measureProcessStart } from './measures/start.ts';
import { measureStores } from './measures/stores.ts';

/** All benchmarks, in the order of the report. */
export const MEASURES = {
  search: measureSearch,
  booking: measureBooking,
  process: measureProcessStart,
  library: measureLibraryStart,
  growth: measureGrowth,
  soak: measureSoak,
  organizations: measureOrganizations,
  stores: measureStores,
} as const satisfies Readonly<Record<string, Measure>>;

type MeasureName = keyof typeof MEASURES;

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** The help text, also printed after a usage error. */
export const USAGE = `npm run bench -- [--quick] [--only NAME]... [--write]

  --quick      about two minutes instead of six, with coarser figures
  --only NAME  run one benchmark: ${NAMES.join(', ')}; repeatable
  --write      write the report to docs/benchmarks.md; not with --quick or --only
  --help       print this text
`;

// With an odd number of rounds the median is one of the rounds.
const FULL: Effort = {
  rounds: 7,
  roundMs: 600,
  warmUpMs: 2000,
  bookings: 4000,
  starts: 11,
  processes: 5,
  soakRounds: 36,
  logEntries: 100_000,
};
const QUICK: Effort = {
  rounds: 3,
  roundMs: 200,
  warmUpMs: 600,
  bookings: 1500,
  starts: 5,
  processes: 3,
  soakRounds: 9,
  logEntries: 20_000,
};

/** An error in the command line. */
export class UsageError extends Error {}

interface Options {
  readonly help: boolean;
  readonly write: boolean;
  readonly only: readonly MeasureName[];
  readonly effort: Effort;
}

/**
 * Parses the arguments of `npm run bench --`.
 * @throws UsageError for an unknown option or benchmark
 */
export function parseOptions(args: readonly string[]): Options {
  const { help, quick, only, write } = parse(args);
  const unknown = only.find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`--only: expected one of ${NAMES.join(', ')}, got '${unknown}'`);
  if (write && (quick || only.length > 0))
    throw new UsageError('--write: leave out --quick and --only, because the report is of a whole run');
  return {
    help,
    write,
    only: only.length === 0 ? NAMES : NAMES.filter((name) => only.includes(name)),
    effort: quick ? QUICK : FULL,
  };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const options = { help: flag, quick: flag, write: flag, only: { type: 'string', multiple: true } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    return { ...values, only: values.only ?? [] };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
