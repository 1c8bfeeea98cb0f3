import type { Mismatch } from './report.ts';

/** Sets up and takes down what interactions need. */
export interface StateSource {
  /**
   * @returns the values that the state gives
   * @throws CannotSetUp when it cannot be done here; any other error is a failure
   */
  setUp(name: string, params: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** Called once for each state after the interaction, with the appointments that the interaction itself has made. */
  tearDown(name: string, params: Readonly<Record<string, string>>, created: readonly string[]): Promise<void>;
}

/** A state that cannot be brought about here, and why: the interaction is left out, and is no failure. */
export class CannotSetUp extends Error {
  override readonly name = 'CannotSetUp';
}

/** One interaction while it is verified. */
export interface Staged {
  readonly states: { readonly name: string; readonly params: Readonly<Record<string, string>> }[];
  values: Readonly<Record<string, string>>;
  /** Why the states could not be brought about. */
  cannot?: string;
  /** What went wrong in bringing them about or taking them down. */
  broken?: string;
  /** What Pact cannot see, and the relay has. */
  readonly mismatches: Mismatch[];
  /** Ids of the appointments that the interaction has made. */
  readonly created: string[];
  /** What else it has made, or may have: nobody knows its id. */
  readonly lost: string[];
}

/** The interactions that were verified, in order; the last is the one that is on. */
export class Stage {
  readonly all: Staged[] = [];
  readonly #source: StateSource;
  #isOver = true;
  #ended = 0;

  readonly #told: ((state: string) => void) | undefined;

  constructor(source: StateSource, told?: (state: string) => void) {
    this.#source = source;
    this.#told = told;
  }

  get current(): Staged | undefined {
    return this.#isOver ? undefined : this.all.at(-1);
  }

  /** A state of the next interaction, or one more of the current one. */
  async setUp(name: string, params: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    if (this.#isOver) this.all.push({ states: [], values: {}, mismatches: [], created: [], lost: [] });
    this.#isOver = false;
    const staged = this.all.at(-1) as Staged;
    // An interaction without any state is told by an empty name.
    if (name === '' || staged.cannot !== undefined || staged.broken !== undefined) return staged.values;
    staged.states.push({ name, params });
    this.#told?.(name);
    try {
      staged.values = { ...staged.values, ...(await this.#source.setUp(name, params)) };
    } catch (error) {
      if (error instanceof CannotSetUp) staged.cannot = error.message;
      else staged.broken = `the state '${name}' could not be set up: ${reasonOf(error)}`;
    }
    return staged.values;
  }

  /** Takes down a state; the interaction is over. */
  async tearDown(name: string, params: Readonly<Record<string, string>>): Promise<void> {
    const staged = this.all.at(-1);
    if (!staged) return;
    if (!this.#isOver) this.#ended = 0;
    this.#isOver = true;
    if (!staged.states.some((state) => state.name === name)) return;
    try {
      // What the interaction has made is handed over once.
      await this.#source.tearDown(name, params, this.#ended++ === 0 ? staged.created : []);
    } catch (error) {
      staged.broken ??= `the state '${name}' could not be taken down: ${reasonOf(error)}`;
    }
  }

  /** Takes down what an interaction has left that did not come to its end. */
  async end(): Promise<void> {
    for (const { name, params } of this.current?.states ?? []) await this.tearDown(name, params);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
