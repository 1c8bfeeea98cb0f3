import { defined } from '../../schema/defined.ts';
import { ControlError, realSystem } from '../../simulator/index.ts';
import { createContext, type ScenarioContext } from './context.ts';
import type { Difference } from './match.ts';
import { checkOutcome, checkSideEffects, recordPositions } from './observe.ts';
import type { Scenario, Step } from './scenario.ts';
import { findStepKind, type StepResult } from './step.ts';
import { StepError } from './step-error.ts';
import { STEP_KINDS } from './step-kinds.ts';
import { formatSequenceDiagram } from './trace.ts';

/** The failed step of a scenario. */
export interface ScenarioFailure {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly do: string;
  /** The place of the step: `flow/approved.yaml:12:5 steps[3]`. */
  readonly place: string;
  readonly differences: readonly (Difference & { readonly place: string })[];
  /** The exchange up to the failure, as a Mermaid sequence diagram. */
  readonly diagram: string;
}

/** The result of a scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly durationMs: number;
  readonly failure?: ScenarioFailure;
}

/** Options of `runScenario`. */
export interface ScenarioOptions {
  /** The place of the simulator's state: an empty folder, or the URL of an empty database. Default: memory. */
  readonly store?: string | undefined;
}

/**
 * Runs a scenario with the booking engine and the simulator, up to the first failed step.
 * @example
 * for (const scenario of await loadScenarios(['scenarios'])) {
 *   const result = await runScenario(scenario);
 *   if (result.failure) console.log(formatFailure(result));
 * }
 */
export async function runScenario(scenario: Scenario, { store }: ScenarioOptions = {}): Promise<ScenarioResult> {
  const started = realSystem.elapsed();
  const context = await createContext(scenario, store);
  try {
    const failure = await runSteps(scenario, context);
    const durationMs = Math.round(realSystem.elapsed() - started);
    return { scenario, durationMs, ...defined({ failure }) };
  } finally {
    await context.close();
  }
}

async function runSteps(scenario: Scenario, context: ScenarioContext): Promise<ScenarioFailure | undefined> {
  for (const [index, step] of scenario.steps.entries()) {
    const differences = await runStep(context, step);
    if (differences.length === 0) continue;
    const [first] = differences;
    context.trace.note(
      'Spreekuur.nl',
      `step ${index + 1} (${step.do}): expected ${first?.expected}, got ${first?.seen}`,
    );
    return {
      step: index + 1,
      do: step.do,
      place: scenario.locate({ path: step.path }),
      differences: differences.map((difference) => ({
        ...difference,
        place: scenario.locate({ path: [...step.path, ...difference.path] }),
      })),
      diagram: formatSequenceDiagram(context.trace.events),
    };
  }
  return undefined;
}

/** Runs a step and returns its differences, with paths from the step. */
async function runStep(context: ScenarioContext, step: Step): Promise<readonly Difference[]> {
  const kind = findStepKind(STEP_KINDS, step.do);
  const { input } = step;
  const before = recordPositions(context);
  const expect = input.expect ?? {};
  let result: StepResult;
  try {
    result = await context.actAs(input, () => kind.run(context, input));
  } catch (error) {
    if (!(error instanceof StepError || error instanceof ControlError)) throw error;
    return [{ path: [], expected: 'a step that can be run', seen: error.message }];
  }
  await context.settled();
  const differences = [
    ...checkOutcome(kind.good, expect, result),
    ...(await checkSideEffects(context, context.practice(input), before, expect)),
  ].map((difference) => ({ ...difference, path: ['expect', ...difference.path] }));
  return [...differences, ...((result['differences'] as readonly Difference[] | undefined) ?? [])];
}
