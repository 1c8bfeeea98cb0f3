import { string } from '../../../schema/schema.ts';
import { slotKey } from '../choice-keys.ts';
import { controlled } from '../controlled.ts';
import { findSlot } from '../patient-view.ts';
import { defineStep, patientKey, StepError } from '../step.ts';

/** Somebody else takes a slot. */
export const takeSlot = defineStep({
  name: 'take-slot',
  description: 'Somebody else takes a slot: one that the patient sees, or any by its id.',
  required: { slot: slotKey },
  optional: patientKey,
  good: ['done'],
  bad: ['refused'],
  run(stage, input) {
    const house = stage.house(input);
    const seen = findSlot(house.view(stage.patient(input).name).slots, input.slot);
    const id = seen?.id ?? String(input.slot);
    if (typeof input.slot === 'number' && !seen) throw new StepError(`the patient sees no slot ${input.slot}`);
    stage.trace.note('XIS', `somebody else takes slot ${id}`);
    return controlled(() => house.xis.slots.take(id));
  },
});

/** Somebody else gives a slot back. */
export const releaseSlot = defineStep({
  name: 'release-slot',
  description: 'A slot that somebody else had is free again.',
  required: { slot: string({ minLength: 1, maxLength: 64, description: 'Its id.' }) },
  good: ['done'],
  bad: ['refused'],
  run(stage, input) {
    stage.trace.note('XIS', `slot ${input.slot} is free again`);
    return controlled(() => stage.house(input).xis.slots.release(input.slot));
  },
});
