import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { idIn } from '../../fhir/reference.ts';
import { type AppointmentResponse, cancellationSchema } from '../../fhir/resources/appointment-response.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type MutableBody } from './defect.ts';
import { mutateBody, retakeSlots } from './mutate.ts';

const CANCEL = 'create-appointment-response';
const cancellation = validator<AppointmentResponse>(cancellationSchema, { name: 'cancellation' });

/** Defects of the patient's cancellation. */
export const CANCELLATION_DEFECTS = defineDefects({
  'cancel-answers-200': {
    clauses: ['CN-3'],
    description: 'A cancellation is answered with 200.',
    response: (reply, { operation }) =>
      operation === CANCEL && reply.status === 201 ? { ...reply, status: 200 } : undefined,
  },
  'cancel-keeps-status': {
    clauses: ['CN-3'],
    description: 'An appointment that the patient has cancelled keeps the status that it had, though its slot is free.',
    response: mutateBody(['read-appointment', 'search-appointment'], (body, { world }) => {
      const written = [body, ...(body.entry ?? []).flatMap(({ resource }) => resource ?? [])];
      return written.filter((one) => restoreStatus(one, world.appointments.get(one.id ?? ''))).length > 0;
    }),
  },
  'cancel-keeps-slot': {
    clauses: ['CN-3', 'AP-9'],
    description: 'The slot of an appointment that the patient has cancelled stays taken.',
    response(reply, { operation, world }) {
      const record = world.appointments.get(reply.journal.appointment ?? '');
      if (operation !== CANCEL || reply.status !== 201 || !record) return undefined;
      retakeSlots(record, world);
      return reply;
    },
  },
  'cancel-twice-409': {
    clauses: ['CN-4'],
    description: 'Cancelling an appointment a second time is answered with 409.',
    warns: true,
    request(request, world) {
      if (findRecord(request, world)?.state !== 'cancelled') return undefined;
      // Changes nothing; tells who may not.
      const answer = createAppointmentResponse(world, request);
      return isProblem(answer) ? undefined : { problem: 'spoiled', status: 409, detail: 'It was cancelled before.' };
    },
  },
  'cancel-any-patient': {
    clauses: ['CN-4'],
    description: "Another patient's appointment can be cancelled.",
    warns: true,
    request(request, world) {
      const record = findRecord(request, world);
      if (!record) return undefined;
      const identifier = { system: BSN_SYSTEM, value: world.patientOf(record).bsn };
      return { ...request, body: { ...(request.body as AppointmentResponse), actor: { identifier } } };
    },
  },
  'cancel-unknown-201': {
    clauses: ['CN-4'],
    description: 'The cancellation of an appointment that there is not is answered with 201.',
    warns: true,
    response: (reply, { operation, request }) =>
      operation === CANCEL && reply.problem === 'appointment-unknown'
        ? { status: 201, headers: {}, body: structuredClone(request?.body) as MutableBody, journal: reply.journal }
        : undefined,
  },
});

/** The appointment that a valid cancellation is about. */
function findRecord({ operation, body }: InteractionRequest, world: World): AppointmentRecord | undefined {
  if (operation !== CANCEL || !cancellation.accepts(body)) return undefined;
  const id = idIn('Appointment', body.appointment.reference);
  return id === undefined ? undefined : world.appointments.get(id);
}

function restoreStatus(written: MutableBody, record: AppointmentRecord | undefined): boolean {
  const last = record?.history.at(-1);
  if (written.resourceType !== 'Appointment' || last?.what !== 'cancelled' || last.by !== 'patient') return false;
  written.status = record?.history.at(-2)?.state === 'pending' ? 'proposed' : 'booked';
  return true;
}
