import { string } from '../../../schema/schema.ts';
import { choiceKeys, slotKey } from '../choice-keys.ts';
import { defineStep, patientKey } from '../step.ts';

/** The patient books (step 4). */
export const book = defineStep({
  name: 'book',
  description: 'The patient books a slot; what was not looked at before, is looked at first (AP).',
  optional: {
    ...patientKey,
    ...choiceKeys,
    slot: slotKey,
    reason: string({ minLength: 1, maxLength: 1000, description: "The patient's words.", default: 'Hoofdpijn' }),
  },
  good: ['approved', 'pending'],
  bad: ['conflict', 'rejected', 'unknown', 'failed'],
  async run(stage, input) {
    const { type, agenda, week, slot, reason = 'Hoofdpijn' } = input;
    const { name, ...patient } = stage.patient(input);
    const house = stage.house(input);
    const view = house.view(name);
    const chosen = await view.choose({
      ...(type === undefined ? {} : { type }),
      ...(agenda === undefined ? {} : { agenda }),
      ...(week === undefined ? {} : { week }),
      ...(slot === undefined ? {} : { slot }),
    });
    stage.trace.request('Patient', 'Spreekuur.nl', `${name} books ${chosen.type.code} at ${chosen.slot.start}`);
    const result = await house.engine.book({ ...chosen, patient, reason });
    if ('appointmentId' in result) view.appointment = result.appointmentId;
    stage.trace.answer('Spreekuur.nl', 'Patient', `${result.outcome}: ${result.text}`);
    return { ...result };
  },
});
