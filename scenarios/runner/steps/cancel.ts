import { string } from '../../../schema/schema.ts';
import { appointmentOf } from '../appointment-of.ts';
import { appointmentKey } from '../choice-keys.ts';
import { defineStep, patientKey, StepError } from '../step.ts';

/** The patient cancels. */
export const cancel = defineStep({
  name: 'cancel',
  description: 'The patient cancels an appointment (CN).',
  optional: {
    ...patientKey,
    appointment: appointmentKey,
    comment: string({ minLength: 1, maxLength: 1000, description: "The patient's words." }),
  },
  good: ['cancelled'],
  bad: ['not-cancellable', 'failed'],
  async run(stage, input) {
    const id = appointmentOf(stage, input);
    const { bsn, name } = stage.patient(input);
    if (bsn === undefined) throw new StepError(`patient ${name} needs a bsn to cancel`);
    stage.trace.request('Patient', 'Spreekuur.nl', `${name} cancels appointment ${id}`);
    const result = await stage.house(input).engine.cancel(id, { bsn }, input.comment);
    stage.trace.answer('Spreekuur.nl', 'Patient', `${result.outcome}: ${result.text}`);
    return { ...result };
  },
});
