import type { Need } from './need.ts';
import { CheckBlocked } from './session/block-check.ts';
import { oncePerRun } from './session/once-per-run.ts';
import type { Session } from './session/session.ts';

/** Fixtures by the names under which their values are handed over. */
export type Fixtures = Readonly<Record<string, Fixture<unknown>>>;

/** The context of a check or a fixture: the session, and the values of the fixtures that it uses. */
export type FixtureContext<Uses extends Fixtures> = { readonly session: Session } & {
  readonly [Name in keyof Uses]: Uses[Name] extends Fixture<infer Value> ? Value : never;
};

/** A precondition that checks share: set up once a run, when the first check that uses it runs. */
export interface Fixture<Value> {
  /** The fixtures that it is built on; they are set up before it. */
  readonly dependencies: readonly Fixture<unknown>[];
  /** The needs of the fixture and of its dependencies. */
  readonly needs: readonly Need[];
  /** The appointments that its setup requests, where it does. */
  readonly appointments: RequestedAppointments | undefined;
  /** When its checks run: after the bookings of all other checks, or after all other checks. */
  readonly runsAfter: RunsAfter | undefined;
  /**
   * Sets it up on the first call of a run. Later calls return the same value, or throw the same error.
   * @throws CheckBlocked when it cannot be set up
   */
  setUp(session: Session): Promise<Value>;
}

/** The maximum number of appointments of a fixture, with a XIS that accepts requests that it should reject. */
export interface RequestedAppointments {
  readonly max: number;
  /** A description for the documentation. */
  readonly description: string;
}

type RunsAfter = 'bookings' | 'everything';

interface FixtureDefinition<Value, Uses extends Fixtures> {
  readonly uses?: Uses;
  readonly needs?: readonly Need[];
  readonly appointments?: RequestedAppointments;
  readonly runsAfter?: RunsAfter;
  readonly setUp: (context: FixtureContext<Uses>) => Promise<Value>;
  /** Called at the end of the run, also after it was aborted, if it was set up. */
  readonly tearDown?: (value: Value, session: Session) => Promise<void>;
}

/**
 * Defines a fixture.
 * @example
 * export const conflict = fixture({
 *   uses: { booker, takenSlot },
 *   appointments: { max: 1, description: 'A second booking of a slot that is taken.' },
 *   setUp: ({ session, booker, takenSlot }) => booker.book(session, { purpose: 'book a taken slot', slot: takenSlot.slot }),
 * });
 */
export function fixture<Value, const Uses extends Fixtures = Record<never, never>>({
  uses,
  needs = [],
  appointments,
  runsAfter,
  setUp,
  tearDown,
}: FixtureDefinition<Value, Uses>): Fixture<Value> {
  const dependencies = Object.values<Fixture<unknown>>(uses ?? {});
  return {
    dependencies,
    needs: [...new Set([...needs, ...dependencies.flatMap((dependency) => dependency.needs)])],
    appointments,
    runsAfter,
    setUp: oncePerRun(async (session) => {
      const value = await setUp(await setUpAll(session, uses));
      if (tearDown) session.onTeardown((ending) => tearDown(value, ending));
      return value;
    }),
  };
}

/** Sets up fixtures one after the other, in the order of their names' declaration. */
export async function setUpAll<Uses extends Fixtures>(
  session: Session,
  uses: Uses | undefined,
): Promise<FixtureContext<Uses>> {
  const values = new Map<string, unknown>();
  for (const [name, used] of Object.entries<Fixture<unknown>>(uses ?? {})) {
    values.set(name, await used.setUp(session));
  }
  return { ...Object.fromEntries(values), session } as FixtureContext<Uses>;
}

/** Returns fixtures together with all that they are built on. */
export function withDependencies(fixtures: readonly Fixture<unknown>[]): ReadonlySet<Fixture<unknown>> {
  const all = new Set<Fixture<unknown>>();
  const add = (one: Fixture<unknown>): void => {
    if (all.has(one)) return;
    one.dependencies.forEach(add);
    all.add(one);
  };
  fixtures.forEach(add);
  return all;
}

/**
 * Returns a fixture that is set up where it can be: its value is undefined where it is blocked, and it needs nothing. For
 * what has to come after another fixture, and can do without it.
 */
export function optional<Value>(wanted: Fixture<Value>): Fixture<Value | undefined> {
  return wrap(wanted, async (session) => {
    try {
      return await wanted.setUp(session);
    } catch (error) {
      if (error instanceof CheckBlocked) return undefined;
      throw error;
    }
  });
}

/**
 * Returns a fixture whose value is a function that sets it up, and it needs nothing. For what may do without another
 * fixture, and need not cost its requests.
 */
export function deferred<Value>(wanted: Fixture<Value>): Fixture<() => Promise<Value>> {
  return wrap(wanted, async (session) => () => wanted.setUp(session));
}

/** Creates a fixture in the place of another one, without its needs. */
function wrap<Value>(wanted: Fixture<unknown>, setUp: Fixture<Value>['setUp']): Fixture<Value> {
  return { dependencies: [wanted], needs: [], appointments: undefined, runsAfter: undefined, setUp };
}
