import { defined } from '../../../schema/defined.ts';
import { string } from '../../../schema/schema.ts';
import type { Organization } from '../../../simulator/index.ts';
import { defineStep, type StepKind } from '../step.ts';
import { appointmentKey, commentKey, findAppointment, momentKey, patientKey, runCommand } from './shared.ts';

/** Defines a step of the practitioner about an existing appointment. */
function defineDecision(
  name: string,
  description: string,
  verb: string,
  decide: (xis: Organization, id: string, comment: string | undefined) => unknown,
): StepKind {
  return defineStep({
    name,
    description,
    optional: { appointment: appointmentKey, comment: commentKey },
    good: ['done'],
    bad: ['refused'],
    run(context, input) {
      const id = findAppointment(context, input);
      context.trace.request('Practitioner', 'XIS', `${verb} appointment ${id}`);
      return runCommand(context.practice(input), (xis) => decide(xis, id, input.comment));
    },
  });
}

export const approve = defineDecision(
  'approve',
  'The practitioner approves a pending appointment (CB).',
  'approves',
  (xis, id, comment) => xis.approvals.approve(id, comment),
);

export const decline = defineDecision(
  'decline',
  'The practitioner declines a pending appointment (CB).',
  'declines',
  (xis, id, comment) => xis.approvals.decline(id, comment),
);

export const practiceCancels = defineDecision(
  'withdraw',
  'The practitioner cancels an appointment (UP-2).',
  'cancels',
  (xis, id, comment) => xis.appointments.cancel(id, comment),
);

export const practiceBooks = defineStep({
  name: 'make',
  description: 'The practitioner books an appointment for a patient (UP-2).',
  required: {
    schedule: string({ minLength: 1, maxLength: 64, description: 'The id of a schedule.' }),
    type: string({ minLength: 1, maxLength: 200, description: 'The code of an appointment type.' }),
    start: momentKey('The start.'),
  },
  optional: { ...patientKey, comment: commentKey },
  good: ['done'],
  bad: ['refused'],
  run(context, input) {
    const { schedule, type, start, comment } = input;
    const { name, ...patient } = context.patient(input);
    context.trace.request('Practitioner', 'XIS', `books an appointment for ${name} at ${start}`);
    const appointment = { schedule, type, start, patient, ...defined({ comment }) };
    return runCommand(context.practice(input), ({ appointments }) => appointments.make(appointment));
  },
});

export const practiceMoves = defineStep({
  name: 'move',
  description: 'The practitioner moves an appointment (UP-2).',
  required: { start: momentKey('The new start.') },
  optional: {
    appointment: appointmentKey,
    schedule: string({ minLength: 1, maxLength: 64, description: 'The new schedule; default: the current one.' }),
    comment: commentKey,
  },
  good: ['done'],
  bad: ['refused'],
  run(context, input) {
    const { start, schedule, comment } = input;
    const id = findAppointment(context, input);
    context.trace.request('Practitioner', 'XIS', `moves appointment ${id} to ${start}`);
    const to = { start, ...defined({ schedule, comment }) };
    return runCommand(context.practice(input), ({ appointments }) => appointments.move(id, to));
  },
});
