import { parseArgs } from 'node:util';
import type { Effort, Measure } from './measure.ts';
import { measureBooking } from './measures/booking.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureLibraryStart } from './measures/library-start.ts';
import { measureProcessStart } from './measures/process-start.ts';
import { measureSearch } from './measures/search.ts';

/** Everything that can be measured, in the order of the report. */
export const MEASURES = {
  search: measureSearch,
  booking: measureBooking,
  process: measureProcessStart,
  library: measureLibraryStart,
  growth: measureGrowth,
} as const satisfies Readonly<Record<string, Measure>>;

type MeasureName = keyof typeof MEASURES;

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** Said when help is asked for, and after a mistake. */
export const USAGE = `npm run bench -- [--quick] [--only NAME]... [--write]

  --quick      less than a minute instead of three, and coarser figures
  --only NAME  only ${NAMES.join(', ')}; may be given several times
  --write      also write the report to docs/benchmarks.md; for a whole run only
`;

// Odd numbers of rounds, so that a median is a round that there was.
const FULL: Effort = { rounds: 7, roundMs: 600, warmUpMs: 2000, bookings: 4000, starts: 11, processes: 5 };
const QUICK: Effort = { rounds: 3, roundMs: 200, warmUpMs: 600, bookings: 1500, starts: 5, processes: 3 };

/** The command line cannot be understood. */
export class UsageError extends Error {}

interface Options {
  readonly help: boolean;
  readonly write: boolean;
  readonly only: readonly MeasureName[];
  readonly effort: Effort;
}

/**
 * Reads the words behind `npm run bench --`.
 * @throws UsageError when one cannot be understood
 */
export function parseOptions(words: readonly string[]): Options {
  const { help, quick, only, write } = parse(words);
  const unknown = only.find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`nothing is called '${unknown}'`);
  if (write && (quick || only.length > 0))
    throw new UsageError('--write is for a whole run, without --quick or --only');
  return {
    help,
    write,
    only: only.length === 0 ? NAMES : NAMES.filter((name) => only.includes(name)),
    effort: quick ? QUICK : FULL,
  };
}

function parse(words: readonly string[]) {
  const off = { type: 'boolean', default: false } as const;
  const options = { help: off, quick: off, write: off, only: { type: 'string', multiple: true } } as const;
  try {
    const { values } = parseArgs({ args: [...words], options });
    return { ...values, only: values.only ?? [] };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
