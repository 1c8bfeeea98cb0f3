import { string } from '../../../schema/schema.ts';
import { appointmentOf } from '../appointment-of.ts';
import { appointmentKey } from '../choice-keys.ts';
import { controlled } from '../controlled.ts';
import { defineStep } from '../step.ts';

/** The practitioner cancels an appointment. */
export const withdraw = defineStep({
  name: 'withdraw',
  description: 'The practitioner cancels an appointment (UP-2).',
  optional: {
    appointment: appointmentKey,
    comment: string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' }),
  },
  good: ['done'],
  bad: ['refused'],
  async run(stage, input) {
    const id = appointmentOf(stage, input);
    stage.trace.request('Practitioner', 'XIS', `cancels appointment ${id}`);
    return controlled(() => stage.house(input).xis.appointments.cancel(id, input.comment));
  },
});
