import { defineStep } from '../step.ts';

/** Nothing happens; it is only looked at how things stand. */
export const look = defineStep({
  name: 'look',
  description: 'Nothing happens: only `expect` is looked at.',
  good: ['done'],
  run: () => ({ outcome: 'done' }),
});
