import { string } from '../../../schema/schema.ts';
import { momentString } from '../../../simulator/index.ts';
import { appointmentOf } from '../appointment-of.ts';
import { appointmentKey } from '../choice-keys.ts';
import { controlled } from '../controlled.ts';
import { defineStep } from '../step.ts';

/** The practitioner moves an appointment. */
export const move = defineStep({
  name: 'move',
  description: 'The practitioner moves an appointment (UP-2).',
  required: {
    start: momentString({
      expected: "a moment such as '2027-01-12 09:00' or 'next workday 09:00'",
      description: 'When it starts from now on.',
    }),
  },
  optional: {
    appointment: appointmentKey,
    schedule: string({ minLength: 1, maxLength: 64, description: 'Another schedule; without it, its own.' }),
    comment: string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' }),
  },
  good: ['done'],
  bad: ['refused'],
  async run(stage, input) {
    const { start, schedule, comment } = input;
    const id = appointmentOf(stage, input);
    stage.trace.request('Practitioner', 'XIS', `moves appointment ${id} to ${start}`);
    return controlled(() =>
      stage.house(input).xis.appointments.move(id, {
        start,
        ...(schedule === undefined ? {} : { schedule }),
        ...(comment === undefined ? {} : { comment }),
      }),
    );
  },
});
