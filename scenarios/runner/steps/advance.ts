import { durationString, momentString } from '../../../simulator/index.ts';
import { defineStep, StepError } from '../step.ts';

/** Time passes. */
export const advance = defineStep({
  name: 'advance',
  description:
    'Time passes, at every practice: by a length of time, or to a moment. What falls due on the way happens.',
  optional: {
    by: durationString({ expected: 'an ISO 8601 duration such as PT1H', description: 'How long.' }),
    to: momentString({
      expected: "a moment such as '2027-01-12 09:00' or 'next workday 09:00'",
      description: 'Until when.',
    }),
  },
  good: ['done'],
  async run(stage, { by, to }) {
    if ((by === undefined) === (to === undefined)) throw new StepError('expected either by or to');
    stage.trace.note('XIS', by === undefined ? `it becomes ${to}` : `${by} later`);
    const happened = [];
    for (const { xis } of stage.houses) {
      const result = await xis.clock.advance(by === undefined ? { to: String(to) } : { by });
      happened.push(...result.happened);
    }
    return { outcome: 'done', happened };
  },
});
