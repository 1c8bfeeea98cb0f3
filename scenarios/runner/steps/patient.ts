import { defined } from '../../../schema/defined.ts';
import { string } from '../../../schema/schema.ts';
import { defineStep } from '../step.ts';
import { StepError } from '../step-error.ts';
import { appointmentKey, choiceKeys, findAppointment, patientKey, slotKey } from './shared.ts';

const DEFAULT_REASON = 'Hoofdpijn';

export const discover = defineStep({
  name: 'discover',
  description: 'Spreekuur.nl finds the patient in the XIS, for whom it then books (PT).',
  optional: patientKey,
  good: ['patient'],
  bad: ['unknown', 'failed'],
  async run(context, input) {
    const { name, bsn } = context.patient(input);
    context.trace.request('Patient', 'Spreekuur.nl', `${name} logs in`);
    return { ...(await context.view(input).discover(bsn)) };
  },
});

export const types = defineStep({
  name: 'types',
  description: 'The patient opens the appointment types (AT).',
  optional: patientKey,
  good: ['types'],
  bad: ['empty', 'failed'],
  async run(context, input) {
    context.trace.request('Patient', 'Spreekuur.nl', 'opens the appointment types');
    return { ...(await context.view(input).openTypes()) };
  },
});

export const agendas = defineStep({
  name: 'agendas',
  description: 'The patient chooses a type and opens the agendas with free slots (SL-13, AG).',
  optional: { ...patientKey, type: choiceKeys.type },
  good: ['agendas'],
  bad: ['none', 'failed'],
  async run(context, input) {
    context.trace.request('Patient', 'Spreekuur.nl', `chooses type ${input.type ?? ''}`);
    return { ...(await context.view(input).openAgendas(input.type)) };
  },
});

export const timeslots = defineStep({
  name: 'timeslots',
  description: 'The patient chooses an agenda and opens a week of it (SL-14).',
  optional: { ...patientKey, ...choiceKeys },
  good: ['timeslots'],
  bad: ['failed'],
  async run(context, input) {
    const { type, agenda, week } = input;
    context.trace.request('Patient', 'Spreekuur.nl', `opens agenda ${agenda ?? 1}, week ${week ?? 1}`);
    return { ...(await context.view(input).openTimeslots(defined({ type, agenda, week }))) };
  },
});

export const book = defineStep({
  name: 'book',
  description: 'The patient books a slot, after the steps before it that were not run yet (AP).',
  optional: {
    ...patientKey,
    ...choiceKeys,
    slot: slotKey,
    reason: string({ minLength: 1, maxLength: 1000, description: "The patient's reason.", default: DEFAULT_REASON }),
  },
  good: ['approved', 'pending'],
  bad: ['conflict', 'rejected', 'unknown', 'failed'],
  async run(context, input) {
    const { type, agenda, week, slot, reason = DEFAULT_REASON } = input;
    const { name, ...patient } = context.patient(input);
    const view = context.view(input);
    const chosen = await view.choose(defined({ type, agenda, week, slot }));
    context.trace.request('Patient', 'Spreekuur.nl', `${name} books ${chosen.type.code} at ${chosen.slot.start}`);
    const result = await context.practice(input).engine.book({
      ...chosen,
      patient: { ...patient, ...view.discovered },
      reason,
    });
    if ('appointmentId' in result) view.appointment = result.appointmentId;
    context.trace.response('Spreekuur.nl', 'Patient', `${result.outcome}: ${result.text}`);
    return { ...result };
  },
});

export const read = defineStep({
  name: 'read',
  description: 'The patient opens an appointment (CN-1).',
  optional: { ...patientKey, appointment: appointmentKey },
  good: ['found'],
  bad: ['absent', 'failed'],
  async run(context, input) {
    const id = findAppointment(context, input);
    context.trace.request('Patient', 'Spreekuur.nl', `opens appointment ${id}`);
    return { ...(await context.practice(input).engine.read(id)) };
  },
});

export const cancel = defineStep({
  name: 'cancel',
  description: 'The patient cancels an appointment (CN).',
  optional: {
    ...patientKey,
    appointment: appointmentKey,
    comment: string({ minLength: 1, maxLength: 1000, description: "The patient's comment." }),
  },
  good: ['cancelled'],
  bad: ['not-cancellable', 'failed'],
  async run(context, input) {
    const id = findAppointment(context, input);
    const { bsn, name } = context.patient(input);
    if (bsn === undefined) throw new StepError(`patients.${name}: expected a bsn, which a cancellation needs`);
    context.trace.request('Patient', 'Spreekuur.nl', `${name} cancels appointment ${id}`);
    const result = await context.practice(input).engine.cancel(id, { bsn }, input.comment);
    context.trace.response('Spreekuur.nl', 'Patient', `${result.outcome}: ${result.text}`);
    return { ...result };
  },
});
