import { array, type Schema } from '../../../schema/schema.ts';
import { checkOutcome } from '../observe.ts';
import { type CommonInput, defineStep, StepError, type StepKind } from '../step.ts';

/** Several things at once; `kinds` are those that can be done so. */
export function parallelStep(kinds: readonly StepKind[]): StepKind {
  const item: Schema<unknown> = { anyOf: kinds.map(({ schema }) => schema) };
  return defineStep({
    name: 'parallel',
    description:
      'Several steps at once, each with an `outcome` of its own to expect; `result.outcomes` has all, sorted.',
    required: { steps: array(item, { minItems: 2, maxItems: 200, description: 'What happens at once.' }) },
    good: ['done'],
    async run(stage, input) {
      const steps = input.steps as readonly CommonInput[];
      const results = await Promise.all(
        steps.map((step) => {
          const kind = kinds.find(({ name }) => name === step.do);
          if (!kind) throw new StepError(`there is no step ${step.do}`);
          return kind.run(stage, step);
        }),
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
