import { choiceKeys } from '../choice-keys.ts';
import { defineStep, patientKey } from '../step.ts';

/** The patient chooses a type (step 2). */
export const agendas = defineStep({
  name: 'agendas',
  description: 'The patient chooses a type, and asks whose agendas have free slots (SL-13, AG).',
  optional: { ...patientKey, type: choiceKeys.type },
  good: ['agendas'],
  bad: ['none', 'failed'],
  async run(stage, input) {
    stage.trace.request('Patient', 'Spreekuur.nl', `chooses type ${input.type ?? ''}`);
    return { ...(await stage.house(input).view(stage.patient(input).name).openAgendas(input.type)) };
  },
});
