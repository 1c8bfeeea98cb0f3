import { appointmentOf } from '../appointment-of.ts';
import { appointmentKey } from '../choice-keys.ts';
import { defineStep, patientKey } from '../step.ts';

/** The patient looks at an appointment. */
export const read = defineStep({
  name: 'read',
  description: 'The patient looks up an appointment (CN-1).',
  optional: { ...patientKey, appointment: appointmentKey },
  good: ['found'],
  bad: ['absent', 'failed'],
  async run(stage, input) {
    const id = appointmentOf(stage, input);
    stage.trace.request('Patient', 'Spreekuur.nl', `looks at appointment ${id}`);
    return { ...(await stage.house(input).engine.read(id)) };
  },
});
