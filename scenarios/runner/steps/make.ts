import { string } from '../../../schema/schema.ts';
import { momentString } from '../../../simulator/index.ts';
import { controlled } from '../controlled.ts';
import { defineStep, patientKey } from '../step.ts';

const moment = momentString({
  expected: "a moment such as '2027-01-12 09:00' or 'next workday 09:00'",
  description: 'When it starts.',
});

/** The practitioner makes an appointment. */
export const make = defineStep({
  name: 'make',
  description: 'The practitioner makes an appointment for a patient (UP-2).',
  required: {
    schedule: string({ minLength: 1, maxLength: 64, description: 'The id of a schedule.' }),
    type: string({ minLength: 1, maxLength: 200, description: 'The code of an appointment type.' }),
    start: moment,
  },
  optional: {
    ...patientKey,
    comment: string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' }),
  },
  good: ['done'],
  bad: ['refused'],
  async run(stage, input) {
    const { schedule, type, start, comment } = input;
    const { name, ...patient } = stage.patient(input);
    stage.trace.request('Practitioner', 'XIS', `makes an appointment for ${name} at ${start}`);
    return controlled(() =>
      stage
        .house(input)
        .xis.appointments.make({ schedule, type, start, patient, ...(comment === undefined ? {} : { comment }) }),
    );
  },
});
