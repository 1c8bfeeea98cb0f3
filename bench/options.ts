import { parseArgs } from 'node:util';
import type { Effort, Measure } from './measure.ts';
import { measureBooking } from './measures/booking.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureInstall } from './measures/install.ts';
import { measureOrganizations } from './measures/organizations.ts';
import { measureSearch } from './measures/search.ts';
import { measureSoak } from './measures/soak.ts';
import { measureLibraryStart } from './measures/start.ts';
import { measureStores } from './measures/stores.ts';
import { measureWaits } from './measures/waits.ts';

/** All benchmarks, in the order of the report. */
export const MEASURES = {
  waits: measureWaits,
  search: measureSearch,
  booking: measureBooking,
  library: measureLibraryStart,
  growth: measureGrowth,
  soak: measureSoak,
  organizations: measureOrganizations,
  stores: measureStores,
  install: measureInstall,
} as const satisfies Readonly<Record<string, Measure>>;

type MeasureName = keyof typeof MEASURES;

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** Without `--only`. The one that installs needs a registry. */
const DEFAULTS = NAMES.filter((name) => name !== 'install');

/** The help text, also printed after a usage error. */
export const USAGE = `npm run bench -- [--quick] [--only NAME]... [--install] [--write]
npm run bench -- --peers [--quick]

  --quick      about two minutes instead of eight, with coarser figures
  --only NAME  run one benchmark: ${NAMES.join(', ')}; repeatable
  --install    also build and pack a copy of the project, and install the package from the npm registry
  --write      write the figures to docs/benchmarks.md; not with --quick or --only
  --peers      compare with other servers: install them from the npm registry into a temporary folder, give them
               the same data and load, and write the table to docs/benchmarks.md; with --quick, print it only
  --help       print this text
`;

// With an odd number of rounds the median is one of the rounds.
const FULL: Effort = {
  rounds: 7,
  roundMs: 600,
  warmUpMs: 2000,
  bookings: 4000,
  starts: 11,
  checks: 3,
  builds: 3,
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
  checks: 1,
  builds: 1,
  processes: 3,
  soakRounds: 9,
  logEntries: 20_000,
};

/** An error in the command line. */
export class UsageError extends Error {}

/** The arguments of a run. */
export interface Options {
  readonly help: boolean;
  readonly peers: boolean;
  /** Whether to write the result to the report. */
  readonly write: boolean;
  /** The benchmarks to run, in the order of the report. */
  readonly only: readonly MeasureName[];
  readonly effort: Effort;
}

/**
 * Parses the arguments of `npm run bench --`.
 * @throws UsageError for an unknown option or benchmark, and for options that exclude each other
 */
export function parseOptions(args: readonly string[]): Options {
  const { help, quick, only, install, peers, write } = parse(args);
  const unknown = only.find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`--only: expected one of ${NAMES.join(', ')}, got '${unknown}'`);
  if (peers && (write || install || only.length > 0)) {
    throw new UsageError('--peers: leave out --write, --install and --only, because it is a run of its own');
  }
  if (write && (quick || only.length > 0))
    throw new UsageError('--write: leave out --quick and --only, because the report is of a whole run');
  const selected: readonly string[] = [...(only.length === 0 ? DEFAULTS : only), ...(install ? ['install'] : [])];
  return {
    help,
    peers,
    write: write || (peers && !quick),
    only: NAMES.filter((name) => selected.includes(name)),
    effort: quick ? QUICK : FULL,
  };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const flags = { help: flag, quick: flag, install: flag, peers: flag, write: flag };
  const options = { ...flags, only: { type: 'string', multiple: true } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    return { ...values, only: values.only ?? [] };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
