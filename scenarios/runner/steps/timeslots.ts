import { choiceKeys } from '../choice-keys.ts';
import { defineStep, patientKey } from '../step.ts';

/** The patient leafs through an agenda (step 3). */
export const timeslots = defineStep({
  name: 'timeslots',
  description: 'The patient chooses an agenda, and looks at a week of it (SL-14).',
  optional: { ...patientKey, ...choiceKeys },
  good: ['timeslots'],
  bad: ['failed'],
  async run(stage, input) {
    const { type, agenda, week } = input;
    stage.trace.request('Patient', 'Spreekuur.nl', `looks at agenda ${agenda ?? 1}, week ${week ?? 1}`);
    const result = await stage
      .house(input)
      .view(stage.patient(input).name)
      .openTimeslots({
        ...(type === undefined ? {} : { type }),
        ...(agenda === undefined ? {} : { agenda }),
        ...(week === undefined ? {} : { week }),
      });
    return { ...result };
  },
});
