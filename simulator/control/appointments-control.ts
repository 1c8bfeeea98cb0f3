import { plus } from '../../fhir/instant.ts';
import type { Decision } from '../domain/approval/policy.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { makeAppointment, moveAppointment } from '../world/practitioner.ts';
import { cancelAppointment, settleAppointment } from '../world/settle-appointment.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { type NewAppointmentInput, resolveInput } from './inputs.ts';
import type { ChangeView, Organization } from './organization.ts';
import { appointmentView } from './views.ts';

/** What the practitioner does: approve and decline, make, move and cancel. */
export function appointmentsControl(world: () => World): Pick<Organization, 'approvals' | 'appointments'> {
  const recordOf = (id: string): AppointmentRecord => {
    const record = world().appointments.get(id);
    if (!record) throw new ControlError('not-found', 'there is no such appointment');
    return record;
  };
  const view = (record: AppointmentRecord) => appointmentView(world(), record);
  const changeView = (record: AppointmentRecord, delivery: string | undefined): ChangeView => ({
    appointment: view(record),
    ...(delivery === undefined ? {} : { delivery }),
  });
  const decide = (id: string, decision: Decision, comment: string | undefined): ChangeView => {
    const change = settleAppointment(world(), recordOf(id), decision, 'practitioner', comment);
    if ('refused' in change)
      throw new ControlError('conflict', `appointment ${id} is not pending: it is ${change.state}`);
    return changeView(change.changed, change.delivery);
  };
  const all = () => [...world().appointments.values()];

  return {
    approvals: {
      pending: () =>
        all()
          .filter(({ state }) => state === 'pending')
          .map(view),
      approve: (id, comment) => decide(id, 'accepted', comment),
      decline: (id, comment) => decide(id, 'declined', comment),
    },
    appointments: {
      list: () => all().map(view),
      get: (id) => view(recordOf(id)),
      make(input) {
        const current = world();
        const type = current.practice.types.find(({ code }) => code === input.type);
        if (!type) throw new ControlError('invalid', 'there is no appointment type with this code');
        const start = resolveInput(current, input.start);
        const end = input.end === undefined ? plus(start, type.lengthMs) : resolveInput(current, input.end);
        const place = { scheduleId: input.schedule, type: type.index, start, end };
        const comment = input.comment ?? 'Gemaakt door de praktijk.';
        const made = makeAppointment(current, place, resolvePatient(current, input.patient), comment);
        if ('refused' in made) throw toControlError(made);
        return changeView(made.changed, made.delivery);
      },
      move(id, input) {
        const record = recordOf(id);
        const start = resolveInput(world(), input.start);
        const end = input.end === undefined ? plus(start, record.end - record.start) : resolveInput(world(), input.end);
        const place = { scheduleId: input.schedule ?? record.scheduleId, type: record.type, start, end };
        const moved = moveAppointment(world(), record, place, input.comment);
        if ('refused' in moved) throw toControlError(moved);
        return changeView(moved.changed, moved.delivery);
      },
      cancel(id, comment) {
        const cancelled = cancelAppointment(world(), recordOf(id), 'practitioner', comment);
        if ('refused' in cancelled) throw toControlError(cancelled);
        return changeView(cancelled.changed, cancelled.delivery);
      },
    },
  };
}

function resolvePatient(world: World, patient: NewAppointmentInput['patient']) {
  if (typeof patient !== 'string') return patient;
  const known = world.patients.get(patient);
  if (known) return { reference: patient, display: known.name };
  throw new ControlError('invalid', 'the practice does not know this patient: give reference and display');
}

const REFUSALS = {
  'no-such-schedule': { code: 'invalid', text: 'there is no such schedule' },
  'bad-interval': { code: 'invalid', text: 'the start must come before the end, by at most a day' },
  'unknown-patient': { code: 'invalid', text: 'the practice does not know this patient' },
  'patient-bsn-differs': { code: 'invalid', text: 'the practice knows this patient with another BSN' },
  past: { code: 'conflict', text: 'it lies in the past' },
  occupied: { code: 'conflict', text: 'another appointment is there' },
  'already-settled': { code: 'conflict', text: 'the appointment has come to its end' },
  'not-booked': { code: 'conflict', text: 'only a booked appointment can be moved: approve or decline it first' },
} as const;

/** Why a change cannot be, in words. */
function toControlError({
  refused,
  by,
}: {
  readonly refused: keyof typeof REFUSALS;
  readonly by?: string;
}): ControlError {
  const { code, text } = REFUSALS[refused];
  return new ControlError(code, by === undefined ? text : `${text} (${by})`);
}
