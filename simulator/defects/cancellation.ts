import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { idIn } from '../../fhir/reference.ts';
import { type AppointmentResponse, cancellationSchema } from '../../fhir/resources/appointment-response.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import { shapeOfAppointmentResponse } from '../interactions/body-dialect.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type MutableBody } from './defect.ts';
import { mutateBody, retakeSlots } from './mutate.ts';

const CANCEL = 'create-appointment-response';
const cancellation = validator<AppointmentResponse>(cancellationSchema);

/** Defects of cancellation by the patient. */
export const CANCELLATION_DEFECTS = defineDefects({
  'cancel-answers-200': {
    clauses: ['CN-3'],
    description: 'Cancelling an appointment returns 200 instead of 201.',
    response: (response, { operation }) =>
      operation === CANCEL && response.status === 201 ? { ...response, status: 200 } : undefined,
  },
  'cancellation-r4-only': {
    clauses: ['CN-3'],
    description: 'A cancellation in the published shape is rejected; only that of R4 is accepted.',
    request({ operation, body }) {
      const isOther = operation === CANCEL && cancellation.accepts(body) && !shapeOfAppointmentResponse(body).r4;
      return isOther ? { problem: 'other-dialect', detail: 'Expected the body as FHIR R4 has it.' } : undefined;
    },
  },
  'cancel-keeps-status': {
    clauses: ['CN-3'],
    description: 'An appointment keeps its status after cancellation by the patient, although its slot is free.',
    response: mutateBody(['read-appointment', 'search-appointment'], (body, { world }) => {
      const resources = [body, ...(body.entry ?? []).flatMap(({ resource }) => resource ?? [])];
      return (
        resources.filter((resource) => restoreStatus(resource, world.appointments.get(resource.id ?? ''))).length > 0
      );
    }),
  },
  'cancel-keeps-slot': {
    clauses: ['AP-18'],
    description: 'The slot stays taken after cancellation by the patient.',
    warns: true,
    response(response, { operation, world }) {
      const record = world.appointments.get(response.journal.appointment ?? '');
      if (operation !== CANCEL || response.status !== 201 || !record) return undefined;
      retakeSlots(record, world);
      return response;
    },
  },
  'cancel-twice-409': {
    clauses: ['CN-4'],
    description: 'Cancelling an appointment twice returns 409.',
    warns: true,
    request(request, world) {
      if (findRecord(request, world)?.state !== 'cancelled') return undefined;
      // A second cancellation changes nothing; it is a problem for another patient.
      const result = createAppointmentResponse(world, request);
      return isProblem(result)
        ? undefined
        : { problem: 'spoiled', status: 409, detail: 'The appointment is already cancelled.' };
    },
  },
  'cancel-again-frees-slot': {
    clauses: ['CN-4'],
    description: 'Cancelling an appointment twice releases its slot again, also when somebody else has booked it.',
    warns: true,
    request(request, world) {
      const record = findRecord(request, world);
      const schedule = record?.state === 'cancelled' ? world.agenda.schedule(record.scheduleId) : undefined;
      if (!record || !schedule || isProblem(createAppointmentResponse(world, request))) return undefined;
      for (const start of record.slots) world.agenda.change(schedule, start, 'free', world.clock.now());
      return { ...request };
    },
  },
  'cancel-any-patient': {
    clauses: ['CN-4'],
    description: "Cancelling another patient's appointment succeeds.",
    warns: true,
    request(request, world) {
      const record = findRecord(request, world);
      const value = record && world.patientOf(record).bsn;
      // Without an appointment, or a BSN to put into the request: nothing of such a patient can be cancelled any more.
      if (value === undefined) return undefined;
      const identifier = { system: BSN_SYSTEM, value };
      return { ...request, body: { ...(request.body as AppointmentResponse), actor: { identifier } } };
    },
  },
  'cancel-unknown-201': {
    clauses: ['CN-4'],
    description: 'Cancelling an unknown appointment returns 201.',
    warns: true,
    response: (response, { operation, request }) =>
      operation === CANCEL && response.problem === 'appointment-unknown'
        ? { status: 201, headers: {}, body: structuredClone(request?.body) as MutableBody, journal: response.journal }
        : undefined,
  },
});

/** Returns the appointment of a valid cancellation. */
function findRecord({ operation, body }: InteractionRequest, world: World): AppointmentRecord | undefined {
  if (operation !== CANCEL || !cancellation.accepts(body)) return undefined;
  const id = idIn('Appointment', body.appointment.reference);
  return id === undefined ? undefined : world.appointments.get(id);
}

function restoreStatus(resource: MutableBody, record: AppointmentRecord | undefined): boolean {
  const last = record?.history.at(-1);
  if (resource.resourceType !== 'Appointment' || last?.what !== 'cancelled' || last.by !== 'patient') return false;
  resource.status = record?.history.at(-2)?.state === 'pending' ? 'proposed' : 'booked';
  return true;
}
