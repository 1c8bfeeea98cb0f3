import type { Failure } from '../../transport/failure.ts';
import { isProblemCode, type ProblemCode } from '../../transport/problems.ts';
import { CLAUSE_LEVELS, type Clause, type Level } from '../clauses.ts';
import type { Mismatch } from './report.ts';

/** Values or parameters of provider states, by name. */
export type StateValues = Readonly<Record<string, string>>;

/** Sets up and tears down provider states. */
export interface StateSource {
  /**
   * @returns the values of the state
   * @throws StateUnavailable where the state cannot be set up here; any other error fails the interaction
   */
  setUp(name: string, params: StateValues): Promise<StateValues>;
  /**
   * Removes a state after the interaction; gets the appointments that the interaction created. Is called once a state.
   * @throws StateUnavailable where it cannot be removed here; any other error fails the interaction
   */
  tearDown(name: string, params: StateValues, created: readonly string[]): Promise<void>;
  /** The appointments that the source could not cancel: ids, or descriptions where the id is unknown. */
  readonly notCancelled?: readonly string[];
}

/** Thrown for a state that cannot be set up here: the interaction is skipped, and does not fail. */
export class StateUnavailable extends Error {
  override readonly name = 'StateUnavailable';
  /** Whether a fault of transport is the reason. */
  readonly isTransport: boolean;
  /** The kind of that fault, if there is advice on it. */
  readonly problem: ProblemCode | undefined;

  constructor(message: string, options: ErrorOptions & Partial<TransportFault> = {}) {
    super(message, options);
    this.isTransport = options.isTransport ?? false;
    this.problem = options.problem;
  }
}

type TransportFault = Pick<StateUnavailable, 'isTransport' | 'problem'>;

/** Thrown for a state that a right XIS need not have: the interaction does not apply. */
export class StateNotApplicable extends Error {
  override readonly name = 'StateNotApplicable';
}

/** A deviation that the relay found. */
export interface Finding extends Mismatch {
  readonly clause?: Clause;
  /** The level, where it is not that of the clause; without a clause, `must`. */
  readonly level?: Level;
}

/** Returns whether a finding fails its interaction; any other is a warning. */
export function isMust({ clause, level }: Finding): boolean {
  return (level ?? (clause === undefined ? 'must' : CLAUSE_LEVELS[clause])) === 'must';
}

/** The findings of the relay about an exchange of an interaction. */
export interface ExchangeFindings {
  readonly findings: readonly Finding[];
  /** The forms that the provider understood. */
  readonly notes: readonly string[];
  /** Why nothing can be said about the provider. */
  readonly fault?: Failure;
  /** Why the interaction does not apply to the provider. */
  readonly notApplicable?: string;
  /** Why the interaction cannot be done here: its states cannot be set up, or the token is not of their patient. */
  readonly skipReason?: string;
  /** Ids of created appointments. */
  readonly created: readonly string[];
  /** Descriptions of appointments that exist, or may exist, without a known id. */
  readonly unidentifiedAppointments: readonly string[];
}

/** The verification of one interaction. */
export interface InteractionRun extends ExchangeFindings {
  readonly states: readonly { readonly name: string; readonly params: StateValues }[];
  /** The values of its states. */
  readonly values: StateValues;
  /** The error during setup or teardown. */
  readonly setupError?: string;
  /** Why its states cannot be taken down here. */
  readonly teardownProblem?: string;
  /** The kind of the fault of transport that it has met anywhere, if there is advice on it. */
  readonly problem?: ProblemCode;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Tracks the interactions that Pact verifies, in their order. Only the session changes a run. */
export class VerificationSession {
  readonly #runs: Mutable<InteractionRun>[] = [];
  readonly #source: StateSource;
  readonly #onProgress: ((state: string) => void) | undefined;
  #isOver = true;
  #tornDownStates = 0;

  constructor(source: StateSource, onProgress?: (state: string) => void) {
    this.#source = source;
    this.#onProgress = onProgress;
  }

  get runs(): readonly InteractionRun[] {
    return this.#runs;
  }

  get current(): InteractionRun | undefined {
    return this.#isOver ? undefined : this.#runs.at(-1);
  }

  /** Adds the findings of an exchange to a run. */
  record(run: InteractionRun, findings: ExchangeFindings): void {
    const known = this.#runs.find((candidate) => candidate === run);
    if (!known) return;
    known.findings = [...known.findings, ...findings.findings];
    known.notes = [...known.notes, ...findings.notes];
    const { fault } = findings;
    if (fault) known.fault = fault;
    if (fault && isProblemCode(fault.kind)) known.problem = fault.kind;
    if (findings.notApplicable !== undefined) known.notApplicable = findings.notApplicable;
    if (findings.skipReason !== undefined) known.skipReason = findings.skipReason;
    known.created = [...known.created, ...findings.created];
    known.unidentifiedAppointments = [...known.unidentifiedAppointments, ...findings.unidentifiedAppointments];
  }

  /** Sets up a state: of the current interaction, or of the next one where the current one is over. */
  async setUp(name: string, params: StateValues): Promise<StateValues> {
    const run = this.#isOver ? this.#startRun() : this.#lastRun();
    // Pact sends an empty name for an interaction without states.
    if (name === '' || !isReady(run)) return run.values;
    run.states = [...run.states, { name, params }];
    this.#onProgress?.(name);
    try {
      run.values = { ...run.values, ...(await this.#source.setUp(name, params)) };
    } catch (error) {
      if (error instanceof StateNotApplicable) run.notApplicable = error.message;
      else if (error instanceof StateUnavailable) skip(run, error);
      else run.setupError = `the state '${name}' could not be set up: ${messageOf(error)}`;
    }
    return run.values;
  }

  /** Tears down a state, which ends the interaction. */
  async tearDown(name: string, params: StateValues): Promise<void> {
    const run = this.#runs.at(-1);
    if (!run) return;
    if (!this.#isOver) this.#tornDownStates = 0;
    this.#isOver = true;
    if (!run.states.some((state) => state.name === name)) return;
    try {
      // The first teardown gets the appointments, so that they are cancelled once.
      await this.#source.tearDown(name, params, this.#tornDownStates++ === 0 ? run.created : []);
    } catch (error) {
      const reason = `the state '${name}' could not be taken down: ${messageOf(error)}`;
      if (error instanceof StateUnavailable) run.teardownProblem ??= reason;
      else run.setupError ??= reason;
    }
  }

  /** Tears down the states of an interrupted interaction. */
  async end(): Promise<void> {
    for (const { name, params } of this.current?.states ?? []) await this.tearDown(name, params);
  }

  #startRun(): Mutable<InteractionRun> {
    const run = { states: [], values: {}, findings: [], notes: [], created: [], unidentifiedAppointments: [] };
    this.#runs.push(run);
    this.#isOver = false;
    return run;
  }

  #lastRun(): Mutable<InteractionRun> {
    return this.#runs.at(-1) ?? this.#startRun();
  }
}

function skip(run: Mutable<InteractionRun>, { message, problem }: StateUnavailable): void {
  run.skipReason = message;
  if (problem !== undefined) run.problem = problem;
}

/** Checks whether all states of a run are set up, so that its requests can be sent. */
export function isReady({ skipReason, setupError, notApplicable }: InteractionRun): boolean {
  return skipReason === undefined && setupError === undefined && notApplicable === undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
