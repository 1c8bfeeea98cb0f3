import { string } from '../../../schema/schema.ts';
import { appointmentOf } from '../appointment-of.ts';
import { appointmentKey } from '../choice-keys.ts';
import { controlled } from '../controlled.ts';
import { defineStep } from '../step.ts';

/** The practitioner settles a pending appointment. */
function decision(name: 'approve' | 'decline', description: string) {
  return defineStep({
    name,
    description,
    optional: {
      appointment: appointmentKey,
      comment: string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' }),
    },
    good: ['done'],
    bad: ['refused'],
    async run(stage, input) {
      const id = appointmentOf(stage, input);
      stage.trace.request('Practitioner', 'XIS', `${name}s appointment ${id}`);
      return controlled(() => stage.house(input).xis.approvals[name](id, input.comment));
    },
  });
}

export const approve = decision('approve', 'The practitioner approves a pending appointment (CB).');
export const decline = decision('decline', 'The practitioner declines a pending appointment (CB).');
