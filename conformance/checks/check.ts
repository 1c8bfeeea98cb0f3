import type { BookingUse } from '../bookings/plan.ts';
import type { Level } from '../verdict.ts';

/** What a check may need that not every run has; without it the check is blocked, and says which option gives it. */
export type Need = 'booking' | 'callback' | 'approval' | 'other-organization' | 'patient-bsn';

/** What a check has found. The level of the check makes `broken` a fail or a warn. */
export type Finding =
  | { readonly outcome: 'kept'; readonly subjects: number; readonly message: string; readonly dialect?: Dialect }
  | {
      readonly outcome: 'broken';
      readonly subjects: number;
      readonly message: string;
      readonly expected: string;
      readonly actual: string;
      /** Where in the answer. */
      readonly path?: string;
      readonly dialect?: Dialect;
      /** Ids of the exchanges that show it; without them those that the check has asked for. */
      readonly exchanges?: readonly string[];
    }
  | { readonly outcome: 'blocked'; readonly message: string };

type Dialect = 'published' | 'r4';

/**
 * One assertion about a XIS. It states its expectation by itself, from the clause.
 * `Run` is what a run offers to its checks: searches and bookings that several share, made once.
 */
export interface Check<Run> {
  /** Stable: `slot-search/status-filter`, folder and file name. */
  readonly id: string;
  /** What it asserts, as a sentence. */
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level: Level;
  readonly needs: readonly Need[];
  /** Names of the simulator's defects that this check, and no other that does not name them too, has to catch. */
  readonly catches: readonly string[];
  /** What it needs to be booked; shared with the checks that name the same. */
  readonly books?: readonly BookingUse[];
  run(run: Run): Promise<Finding>;
}
