import { anyOf, integer, object, oneOf } from '../../../schema/schema.ts';
import { defineStep } from '../step.ts';

/** Whether Spreekuur.nl can be reached. */
export const spreekuur = defineStep({
  name: 'spreekuur',
  description: 'From now on callbacks reach Spreekuur.nl, or do not (CB-6).',
  required: {
    is: anyOf(
      [
        oneOf(['up', 'down'], { description: '`down`: connections are refused.' }),
        object(
          { status: integer({ minimum: 400, maximum: 599, description: 'Every callback gets this status.' }) },
          { retryAfterSeconds: integer({ minimum: 0, maximum: 86_400, description: 'With this `Retry-After`.' }) },
        ),
      ],
      { expected: 'up, down, or {status, retryAfterSeconds}', description: 'How it is.' },
    ),
  },
  good: ['done'],
  run(stage, { is }) {
    stage.reachable = is;
    stage.trace.note('Spreekuur.nl', typeof is === 'string' ? `is ${is}` : `answers ${is.status} to everything`);
    return { outcome: 'done' };
  },
});
