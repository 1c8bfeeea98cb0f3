import { contentionSchema } from '../../../simulator/index.ts';
import { defineStep } from '../step.ts';

/** Others want the same slots. */
export const contention = defineStep({
  name: 'contention',
  description: 'From now on others want the same slots.',
  required: { contention: contentionSchema },
  good: ['done'],
  run(stage, input) {
    stage.house(input).xis.contention.set(input.contention);
    stage.trace.note('XIS', `others want slots: ${JSON.stringify(input.contention)}`);
    return { outcome: 'done' };
  },
});
