import { plus } from '../../fhir/instant.ts';
import { defined } from '../../schema/defined.ts';
import type { Decision } from '../domain/approval/policy.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { makeAppointment, moveAppointment } from '../world/practitioner.ts';
import { cancelAppointment, settleAppointment } from '../world/settle-appointment.ts';
import type { World } from '../world/world.ts';
import { ControlError, requireKnown } from './control-error.ts';
import { type NewAppointmentInput, resolveMomentInput } from './inputs.ts';
import type { Organization, RunCommand } from './organization.ts';
import { type PageOptions, toPage } from './pages.ts';
import { appointmentView, type ChangeView } from './views.ts';

export function appointmentsControl(
  world: () => World,
  command: RunCommand,
): Pick<Organization, 'approvals' | 'appointments'> {
  const getRecord = (id: string) => requireKnown(world().appointments.get(id), 'appointment');
  const view = (record: AppointmentRecord) => appointmentView(world(), record);
  const toChangeView = (change: ChangeResult): ChangeView => {
    if ('refused' in change) throw toControlError(change);
    return defined({ appointment: view(change.changed), delivery: change.delivery });
  };
  const decide = (id: string, decision: Decision, comment: string | undefined): ChangeView => {
    const change = settleAppointment(world(), getRecord(id), decision, 'practitioner', comment);
    if ('refused' in change)
      throw new ControlError('conflict', `appointment ${id} is not pending: its state is ${change.state}`);
    return toChangeView(change);
  };
  const all = () => world().appointments.list();
  const pending = () => all().filter(({ state }) => state === 'pending');
  const pageOf = (records: readonly AppointmentRecord[], options: PageOptions) =>
    toPage(records, options, ({ id }) => [Number(id)], view);

  return {
    approvals: {
      pending: () => pending().map(view),
      page: (options = {}) => pageOf(pending(), options),
      approve: (id, comment) => command('approvals.approve', () => decide(id, 'accepted', comment)),
      decline: (id, comment) => command('approvals.decline', () => decide(id, 'declined', comment)),
    },
    appointments: {
      list: () => all().map(view),
      page: (options = {}) => pageOf(all(), options),
      get: (id) => view(getRecord(id)),
      make: (input) =>
        command('appointments.make', () => {
          const current = world();
          const type = current.practice.types.find(({ code }) => code === input.type);
          if (!type) throw new ControlError('invalid', 'type: unknown appointment type');
          const start = resolveMomentInput(current, input.start);
          const end = input.end === undefined ? plus(start, type.lengthMs) : resolveMomentInput(current, input.end);
          const place = { scheduleId: input.schedule, type: type.index, start, end };
          const comment = input.comment ?? 'Gemaakt door de praktijk.';
          return toChangeView(makeAppointment(current, place, resolvePatient(current, input.patient), comment));
        }),
      move: (id, input) =>
        command('appointments.move', () => {
          const record = getRecord(id);
          const start = resolveMomentInput(world(), input.start);
          const end =
            input.end === undefined ? plus(start, record.end - record.start) : resolveMomentInput(world(), input.end);
          const place = { scheduleId: input.schedule ?? record.scheduleId, type: record.type, start, end };
          return toChangeView(moveAppointment(world(), record, place, input.comment));
        }),
      cancel: (id, comment) =>
        command('appointments.cancel', () =>
          toChangeView(cancelAppointment(world(), getRecord(id), 'practitioner', comment)),
        ),
    },
  };
}

function resolvePatient(world: World, patient: NewAppointmentInput['patient']) {
  if (typeof patient !== 'string') return patient;
  const known = world.patients.get(patient);
  if (known) return { reference: patient, display: known.name };
  throw new ControlError('invalid', 'patient: unknown to the practice, expected reference and display');
}

const REFUSALS = {
  'no-such-schedule': { code: 'invalid', text: 'schedule: unknown' },
  'bad-interval': { code: 'invalid', text: 'expected a start before the end, by at most a day' },
  'unknown-patient': { code: 'invalid', text: 'patient: unknown to the practice' },
  'patient-bsn-differs': { code: 'invalid', text: 'patient: the practice knows another BSN' },
  past: { code: 'conflict', text: 'the time is in the past' },
  occupied: { code: 'conflict', text: 'another appointment has this time' },
  'already-settled': { code: 'conflict', text: 'the appointment is already declined or cancelled' },
  'not-booked': { code: 'conflict', text: 'only a booked appointment can be moved: approve or decline it first' },
} as const;

type Refused = { readonly refused: keyof typeof REFUSALS; readonly by?: string };
type ChangeResult = { readonly changed: AppointmentRecord; readonly delivery?: string } | Refused;

function toControlError({ refused, by }: Refused): ControlError {
  const { code, text } = REFUSALS[refused];
  return new ControlError(code, by === undefined ? text : `${text} (${by})`);
}
