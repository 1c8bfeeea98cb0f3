import { string } from '../../../schema/schema.ts';
import { contentionSchema, faultSchema } from '../../../simulator/index.ts';
import { findSlot } from '../patient-view.ts';
import { defineStep } from '../step.ts';
import { StepError } from '../step-error.ts';
import { patientKey, runCommand, slotKey } from './shared.ts';

export const fault = defineStep({
  name: 'fault',
  description: 'Adds a fault to the XIS; see the guide on faults.',
  required: { fault: faultSchema },
  good: ['done'],
  async run(context, input) {
    const { fault: added } = await context.practice(input).use(({ faults }) => faults.add(input.fault));
    context.trace.note('XIS', `fault of ${added.operation}: ${JSON.stringify(added.effect)}`);
    return { outcome: 'done', id: added.id };
  },
});

export const clearFaults = defineStep({
  name: 'clear-faults',
  description: 'Removes all faults.',
  good: ['done'],
  async run(context, input) {
    await context.practice(input).use(({ faults }) => faults.clear());
    context.trace.note('XIS', 'no more faults');
    return { outcome: 'done' };
  },
});

export const contention = defineStep({
  name: 'contention',
  description: 'Sets competitors who take slots of the practice.',
  required: { contention: contentionSchema },
  good: ['done'],
  async run(context, input) {
    await context.practice(input).use((xis) => xis.contention.set(input.contention));
    context.trace.note('XIS', `competitors for slots: ${JSON.stringify(input.contention)}`);
    return { outcome: 'done' };
  },
});

export const takeSlot = defineStep({
  name: 'take-slot',
  description: 'Another patient takes a slot: one that the patient sees, or any slot by its id.',
  required: { slot: slotKey },
  optional: patientKey,
  good: ['done'],
  bad: ['refused'],
  run(context, input) {
    const visible = findSlot(context.view(input).slots, input.slot);
    const id = visible?.id ?? String(input.slot);
    if (typeof input.slot === 'number' && !visible) throw new StepError(`the patient sees no slot ${input.slot}`);
    context.trace.note('XIS', `another patient takes slot ${id}`);
    return runCommand(context.practice(input), ({ slots }) => slots.take(id));
  },
});

export const releaseSlot = defineStep({
  name: 'release-slot',
  description: 'A slot of another patient becomes free.',
  required: { slot: string({ minLength: 1, maxLength: 64, description: 'The id of the slot.' }) },
  good: ['done'],
  bad: ['refused'],
  run(context, input) {
    context.trace.note('XIS', `slot ${input.slot} becomes free`);
    return runCommand(context.practice(input), ({ slots }) => slots.release(input.slot));
  },
});
