import type { Dialect } from '../fhir/resources/dialect.ts';
import { type Fixture, type FixtureContext, type Fixtures, setUpAll, withDependencies } from './fixture.ts';
import { NEEDS, type Need } from './need.ts';
import type { ResolvedCheckOptions } from './options.ts';
import type { LeftOut } from './report/report.ts';
import { REQUIREMENTS } from './requirements/ledger.ts';
import type { Session } from './session/session.ts';
import { LEVELS, type Level } from './verdict.ts';

/** The finding of a check. The level of the check makes `violated` a fail or a warning. */
export type Finding =
  | { readonly outcome: 'satisfied'; readonly examined: number; readonly message: string; readonly dialect?: Dialect }
  | ({ readonly outcome: 'violated'; readonly examined: number } & Violation)
  | { readonly outcome: 'blocked'; readonly message: string; readonly leftOut?: LeftOut }
  | { readonly outcome: 'not-applicable'; readonly message: string; readonly leftOut?: LeftOut };

/** A violation of a clause. */
export interface Violation {
  /** How many things were examined; default 1. */
  readonly examined?: number;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** The path in the response. */
  readonly path?: string;
  readonly dialect?: Dialect;
  /** Ids of the exchanges that show it; without them all exchanges of the check. */
  readonly exchanges?: readonly string[];
}

export function satisfied(examined: number, message: string): Finding {
  return { outcome: 'satisfied', examined, message };
}

/** Returns a finding with the dialect in which the XIS satisfies the clause. */
export function withDialect(finding: Finding, dialect: Dialect | undefined): Finding {
  return finding.outcome === 'satisfied' && dialect !== undefined ? { ...finding, dialect } : finding;
}

export function violated(violation: Violation): Finding {
  return { outcome: 'violated', examined: 1, ...violation };
}

/** The definition of a check. */
interface CheckDefinition<Uses extends Fixtures> {
  /** The assertion as a sentence. */
  readonly title: string;
  /** Clauses of the protocol. */
  readonly clauses: readonly string[];
  /**
   * Whether the exception of its clause applies, whose level is milder (`exception` in the ledger): always, or with some
   * options. The level of a check is that of its clauses, and nothing else sets it.
   */
  readonly isException?: true | ((options: ResolvedCheckOptions) => boolean);
  /** Defects of the simulator that this check has to catch. Only the checks that name a defect may catch it. */
  readonly catches: readonly string[];
  /** Fixtures that are set up before it runs, in this order. */
  readonly uses?: Uses;
  readonly run: (context: FixtureContext<Uses>) => Promise<Finding>;
}

/** One assertion about a XIS. It states its expectation by itself, from the clause. */
export interface Check extends Omit<CheckDefinition<Fixtures>, 'uses' | 'run' | 'isException'> {
  /** Stable: suite and name, `slot-search/status`. */
  readonly id: string;
  /** The level of its clauses; with some options it may be milder. */
  readonly level: Level;
  /** Returns its level in a run with these options. */
  levelIn(options: ResolvedCheckOptions): Level;
  /** What has to be given for its fixtures; without it the check is blocked, or does not apply (`OPTIONAL_NEEDS`). */
  readonly needs: readonly Need[];
  /** The fixtures that it uses, directly or through others. */
  readonly fixtures: ReadonlySet<Fixture<unknown>>;
  run(session: Session): Promise<Finding>;
}

/** Defines a check. Its suite sets the id. */
export function check<const Uses extends Fixtures = Record<never, never>>(
  name: string,
  { uses, run, isException, ...facts }: CheckDefinition<Uses>,
): Check {
  const used = Object.values<Fixture<unknown>>(uses ?? {});
  const needed = new Set(used.flatMap(({ needs }) => needs));
  const level = levelOf(facts.clauses, false);
  const exceptional = isException === undefined ? level : levelOf(facts.clauses, true);
  return {
    ...facts,
    id: name,
    level: isException === true ? exceptional : level,
    levelIn: (options) => (isException === true || isException?.(options) ? exceptional : level),
    needs: NEEDS.filter((need) => needed.has(need)),
    fixtures: withDependencies(used),
    run: async (session) => run(await setUpAll(session, uses)),
  };
}

/** Returns the level of clauses, which is the same for all of them; with their exception, where one has it. */
function levelOf(clauses: readonly string[], isException: boolean): Level {
  const requirements = REQUIREMENTS.filter(({ id }) => clauses.includes(id));
  const levels = requirements.map(({ level, exception }) => (isException ? (exception?.level ?? level) : level));
  return LEVELS.find((level) => levels.includes(level)) ?? 'must';
}

/** Returns the checks of a suite, with the suite's name in their ids. Several files may have checks of one suite. */
export function suite(name: string, checks: readonly Check[]): readonly Check[] {
  return checks.map((each) => ({ ...each, id: `${name}/${each.id}` }));
}
