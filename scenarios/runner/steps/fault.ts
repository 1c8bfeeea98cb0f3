import { faultSchema } from '../../../simulator/index.ts';
import { defineStep } from '../step.ts';

/** Something is going to go wrong. */
export const fault = defineStep({
  name: 'fault',
  description: 'From now on something goes wrong at the XIS; see the guide on faults.',
  required: { fault: faultSchema },
  good: ['done'],
  run(stage, input) {
    const { fault: known } = stage.house(input).xis.faults.add(input.fault);
    stage.trace.note('XIS', `from now on, ${known.operation} goes wrong: ${JSON.stringify(known.effect)}`);
    return { outcome: 'done', id: known.id };
  },
});

/** All is well again. */
export const clearFaults = defineStep({
  name: 'clear-faults',
  description: 'Nothing goes wrong any more.',
  good: ['done'],
  run(stage, input) {
    stage.house(input).xis.faults.clear();
    stage.trace.note('XIS', 'all is well again');
    return { outcome: 'done' };
  },
});
