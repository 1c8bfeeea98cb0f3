import { defineStep, patientKey } from '../step.ts';

/** The patient opens the practice's page (step 1). */
export const types = defineStep({
  name: 'types',
  description: 'The patient asks what can be booked (AT).',
  optional: patientKey,
  good: ['types'],
  bad: ['empty', 'failed'],
  async run(stage, input) {
    stage.trace.request('Patient', 'Spreekuur.nl', 'what can be booked?');
    return { ...(await stage.house(input).view(stage.patient(input).name).openTypes()) };
  },
});
