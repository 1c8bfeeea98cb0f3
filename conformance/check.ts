import type { Dialect } from '../fhir/resources/dialect.ts';
import { defined } from '../schema/defined.ts';
import { type Fixture, type FixtureContext, type Fixtures, setUpAll, withDependencies } from './fixture.ts';
import { NEEDS, type Need } from './need.ts';
import type { Session } from './session/session.ts';
import type { Level } from './verdict.ts';

/** The finding of a check. The level of the check makes `violated` a fail or a warning. */
export type Finding =
  | { readonly outcome: 'satisfied'; readonly examined: number; readonly message: string; readonly dialect?: Dialect }
  | ({ readonly outcome: 'violated' } & Violation)
  | { readonly outcome: 'blocked'; readonly message: string };

/** A violation of a clause. */
export interface Violation {
  /** The number of examined items. */
  readonly examined: number;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** The path in the response. */
  readonly path?: string;
  readonly dialect?: Dialect;
  /** Ids of the exchanges that show it; without them all exchanges of the check. */
  readonly exchanges?: readonly string[];
}

/** Returns the finding that the clause is satisfied. */
export function satisfied(examined: number, message: string, dialect?: Dialect): Finding {
  return { outcome: 'satisfied', examined, message, ...defined({ dialect }) };
}

/** Returns the finding that the clause is violated. */
export function violated(violation: Violation): Finding {
  return { outcome: 'violated', ...violation };
}

/** The definition of a check. */
interface CheckDefinition<Uses extends Fixtures> {
  /** The assertion as a sentence. */
  readonly title: string;
  /** Clauses of the protocol. */
  readonly clauses: readonly string[];
  readonly level: Level;
  /** Defects of the simulator that this check has to catch, and no other check that does not name them too. */
  readonly catches: readonly string[];
  /** Fixtures that are set up before it runs, in this order. */
  readonly uses?: Uses;
  readonly run: (context: FixtureContext<Uses>) => Promise<Finding>;
}

/** One assertion about a XIS. It states its expectation by itself, from the clause. */
export interface Check extends Omit<CheckDefinition<Fixtures>, 'uses' | 'run'> {
  /** Stable: suite and name, `slot-search/status`. */
  readonly id: string;
  /** The needs of its fixtures; without them the check is blocked. */
  readonly needs: readonly Need[];
  /** The fixtures that it uses, directly or through others. */
  readonly fixtures: ReadonlySet<Fixture<unknown>>;
  run(session: Session): Promise<Finding>;
}

/** Defines a check. Its suite sets the id. */
export function check<const Uses extends Fixtures = Record<never, never>>(
  name: string,
  { uses, run, ...facts }: CheckDefinition<Uses>,
): Check {
  const used = Object.values<Fixture<unknown>>(uses ?? {});
  const needed = new Set(used.flatMap(({ needs }) => needs));
  return {
    ...facts,
    id: name,
    needs: NEEDS.filter((need) => needed.has(need)),
    fixtures: withDependencies(used),
    run: async (session) => run(await setUpAll(session, uses)),
  };
}

/** Returns the checks of a suite, with the suite's name in their ids. Several files may have checks of one suite. */
export function suite(name: string, checks: readonly Check[]): readonly Check[] {
  return checks.map((each) => ({ ...each, id: `${name}/${each.id}` }));
}
