import { ControlError, realSystem } from '../../simulator/index.ts';
import { sequenceDiagram } from './diagram.ts';
import type { Difference } from './match.ts';
import { checkOutcome, checkSurroundings, mark } from './observe.ts';
import type { Scenario, Step } from './scenario.ts';
import { createStage, type Stage } from './stage.ts';
import { StepError, type StepResult } from './step.ts';

/** Why a scenario has failed. */
export interface ScenarioFailure {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly do: string;
  /** Where the step stands: `flow/approved.yaml:12:5 steps[3]`. */
  readonly place: string;
  readonly differences: readonly (Difference & { readonly place: string })[];
  /** The exchange so far, as a Mermaid sequence diagram. */
  readonly diagram: string;
}

/** How a scenario ended. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly durationMs: number;
  readonly failure?: ScenarioFailure;
}

/** Plays a scenario, engine against simulator, up to the first step that is not as expected. */
export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const started = realSystem.elapsed();
  const stage = await createStage(scenario);
  try {
    const failure = await runSteps(scenario, stage);
    const durationMs = Math.round(realSystem.elapsed() - started);
    return { scenario, durationMs, ...(failure === undefined ? {} : { failure }) };
  } finally {
    await stage.close();
  }
}

async function runSteps(scenario: Scenario, stage: Stage): Promise<ScenarioFailure | undefined> {
  for (const [index, step] of scenario.steps.entries()) {
    const differences = await runStep(stage, step);
    if (differences.length === 0) continue;
    const [first] = differences;
    stage.trace.note(
      'Spreekuur.nl',
      `step ${index + 1} (${step.kind.name}): expected ${first?.expected}, seen ${first?.seen}`,
    );
    return {
      step: index + 1,
      do: step.kind.name,
      place: scenario.locate({ path: step.path }),
      differences: differences.map((difference) => ({
        ...difference,
        place: scenario.locate({ path: [...step.path, ...difference.path] }),
      })),
      diagram: sequenceDiagram(stage.trace.events),
    };
  }
  return undefined;
}

/** Does a step and looks at what has come of it; paths lead from the step on. */
async function runStep(stage: Stage, { kind, input }: Step): Promise<readonly Difference[]> {
  const before = mark(stage);
  const expect = input.expect ?? {};
  let result: StepResult;
  try {
    result = await kind.run(stage, input);
  } catch (error) {
    if (!(error instanceof StepError || error instanceof ControlError)) throw error;
    return [{ path: [], expected: 'a step that can be done', seen: error.message }];
  }
  await stage.settled();
  const own = [
    ...checkOutcome(kind.good, expect, result),
    ...(await checkSurroundings(stage, stage.house(input), before, expect)),
  ].map((difference) => ({ ...difference, path: ['expect', ...difference.path] }));
  return [...own, ...((result['differences'] as readonly Difference[] | undefined) ?? [])];
}
