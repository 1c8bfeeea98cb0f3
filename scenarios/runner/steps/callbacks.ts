import { string } from '../../../schema/schema.ts';
import { controlled } from '../controlled.ts';
import { defineStep } from '../step.ts';

/** The XIS sends nothing for a while. */
export const pauseCallbacks = defineStep({
  name: 'pause-callbacks',
  description: 'The XIS sends no callback until `resume-callbacks`.',
  good: ['done'],
  run(stage, input) {
    stage.house(input).xis.deliveries.pause();
    stage.trace.note('XIS', 'sends no callbacks');
    return { outcome: 'done' };
  },
});

/** What has waited goes out. */
export const resumeCallbacks = defineStep({
  name: 'resume-callbacks',
  description: 'The XIS sends callbacks again, those that waited first.',
  good: ['done'],
  run(stage, input) {
    stage.trace.note('XIS', 'sends callbacks again');
    stage.house(input).xis.deliveries.resume();
    return { outcome: 'done' };
  },
});

/** A callback goes out once more. */
export const replay = defineStep({
  name: 'replay',
  description: 'The XIS sends a callback again.',
  required: { delivery: string({ pattern: '^d[0-9]+$', expected: 'the id of a delivery, such as d1' }) },
  good: ['done'],
  bad: ['refused'],
  run(stage, input) {
    stage.trace.note('XIS', `sends ${input.delivery} again`);
    return controlled(() => stage.house(input).xis.deliveries.replay(input.delivery));
  },
});
