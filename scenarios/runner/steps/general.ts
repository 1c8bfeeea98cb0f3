import { array, type Schema } from '../../../schema/schema.ts';
import { durationString } from '../../../simulator/index.ts';
import { checkOutcome } from '../observe.ts';
import type { StepInput } from '../scenario.ts';
import { defineStep, findStepKind, type StepKind } from '../step.ts';
import { StepError } from '../step-error.ts';
import { momentKey } from './shared.ts';

export const advance = defineStep({
  name: 'advance',
  description: 'Moves the clock of every practice, by a duration or to a moment, and runs what is due.',
  optional: {
    by: durationString({ expected: 'an ISO 8601 duration such as PT1H', description: 'The duration.' }),
    to: momentKey('The moment.'),
  },
  good: ['done'],
  async run(context, { by, to }) {
    if ((by === undefined) === (to === undefined)) throw new StepError("advance: expected either 'by' or 'to'");
    context.trace.note('XIS', by === undefined ? `the clock moves to ${to}` : `the clock moves by ${by}`);
    const happened = [];
    for (const { xis } of context.practices) {
      const result = await xis.clock.advance(by === undefined ? { to: String(to) } : { by });
      if (!result.reached)
        throw new StepError(`advance: the clock stopped at ${result.now}, after ${result.count} events`);
      happened.push(...result.happened);
    }
    return { outcome: 'done', happened };
  },
});

/** Only checks the expectation. */
export const assert = defineStep({
  name: 'look',
  description: 'Does nothing but check `expect`.',
  good: ['done'],
  run: () => ({ outcome: 'done' }),
});

/** Creates the step that runs several steps of some kinds at once. */
export function createParallelStep(kinds: readonly StepKind[]): StepKind {
  const item: Schema<unknown> = { anyOf: kinds.map(({ schema }) => schema) };
  return defineStep({
    name: 'parallel',
    description: 'Runs several steps at once, each with its own expected `outcome`; `result.outcomes` has all, sorted.',
    required: { steps: array(item, { minItems: 2, maxItems: 200, description: 'The steps.' }) },
    good: ['done'],
    async run(context, input) {
      const steps = input.steps as readonly StepInput[];
      const results = await Promise.all(
        steps.map((step) => context.actAs(step, () => findStepKind(kinds, step.do).run(context, step))),
      );
      const differences = steps.flatMap((step, index) => {
        const result = results[index];
        if (!result || step.expect === undefined) return [];
        return checkOutcome([], step.expect, result).map((difference) => ({
          ...difference,
          path: ['steps', index, 'expect', ...difference.path],
        }));
      });
      return {
        outcome: 'done',
        outcomes: results.map(({ outcome }) => outcome).sort(),
        observations: results.flatMap(({ observations = [] }) => observations),
        differences,
      };
    },
  });
}
