/** The dialogs that change something: an appointment, a slot, or a period of a schedule. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { AppointmentView, PatientView } from '../../../simulator/index.ts';
import { organization } from '../app/state.ts';
import { dateOf, formatDate, formatMoment, timeOf } from '../app/time.ts';
import { Button, Field } from '../components/controls.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { holderText } from './calendar-column.tsx';
import { type Column, formatMinutes, type SlotItem } from './calendar-layout.ts';
import type { Names } from './names.ts';
import {
  cancelAppointment,
  changeBlock,
  makeAppointment,
  moveAppointment,
  releaseSlot,
  takeSlot,
} from './practice-commands.ts';
import { goToAppointment } from './practice-place.ts';

/** A dialog with a form: closes when its command has succeeded. */
function FormDialog({
  title,
  submit,
  isDanger = false,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly submit: string;
  readonly isDanger?: boolean;
  onSubmit(): Promise<unknown>;
  onClose(): void;
  readonly children: ComponentChildren;
}) {
  const action = useAction(onSubmit);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await action.run()) onClose();
        }}
      >
        {children}
        <ErrorNotice error={action.error} />
        <div class="actions">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look={isDanger ? 'danger' : 'primary'} isPending={action.isPending}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function CommentField({ value }: { readonly value: Signal<string> }) {
  return (
    <Field label="Comment to the patient" hint="Optional.">
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          maxLength={1000}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      )}
    </Field>
  );
}

function MomentField({
  label,
  type,
  value,
}: {
  readonly label: string;
  readonly type: 'date' | 'time';
  readonly value: Signal<string>;
}) {
  return (
    <Field label={label}>
      {(attributes) => (
        <input
          {...attributes}
          type={type}
          required
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      )}
    </Field>
  );
}

function SelectField({
  label,
  value,
  options,
}: {
  readonly label: string;
  readonly value: Signal<string>;
  readonly options: readonly (readonly [value: string, text: string])[];
}) {
  return (
    <Field label={label}>
      {(attributes) => (
        <select
          {...attributes}
          required
          value={value.value}
          onChange={(event) => {
            value.value = event.currentTarget.value;
          }}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ScheduleField({ value }: { readonly value: Signal<string> }) {
  const schedules = organization.value?.schedules ?? [];
  return (
    <SelectField
      label="Schedule"
      value={value}
      options={schedules.map(({ id, practitioners }) => [id, practitioners.join(', ') || id])}
    />
  );
}

/** Moves an appointment to another day, time or schedule. */
export function MoveDialog({ appointment, onClose }: { readonly appointment: AppointmentView; onClose(): void }) {
  const { id, start } = appointment;
  const date = useSignal(dateOf(start));
  const time = useSignal(timeOf(start));
  const schedule = useSignal(appointment.schedule);
  const comment = useSignal('');
  const move = () =>
    moveAppointment(id, {
      start: `${date.value} ${time.value}`,
      schedule: schedule.value,
      comment: comment.value,
    });
  return (
    <FormDialog title={`Move appointment ${id}`} submit="Move" onSubmit={move} onClose={onClose}>
      <div class="practice-fields">
        <MomentField label="Day" type="date" value={date} />
        <MomentField label="Time" type="time" value={time} />
      </div>
      <ScheduleField value={schedule} />
      <CommentField value={comment} />
    </FormDialog>
  );
}

/** Cancels an appointment. */
export function CancelDialog({
  appointment,
  names,
  onClose,
}: {
  readonly appointment: AppointmentView;
  readonly names: Names;
  onClose(): void;
}) {
  const { id, patient, start } = appointment;
  const comment = useSignal('');
  const cancel = () => cancelAppointment(id, comment.value);
  return (
    <FormDialog
      title={`Cancel appointment ${id}?`}
      submit="Cancel appointment"
      isDanger
      onSubmit={cancel}
      onClose={onClose}
    >
      <p>
        {names.patient(patient)}, {formatMoment(start)}
      </p>
      <CommentField value={comment} />
    </FormDialog>
  );
}

/** The start of a new appointment: of a slot, or of the day that is shown. */
export interface AppointmentStart {
  readonly date: string;
  readonly time: string;
  readonly schedule: string;
  readonly type?: string;
  /** The free slot that was opened; it can also be taken or blocked. */
  readonly slot?: SlotItem;
}

/** Makes an appointment; of a free slot, also takes it as a competitor or blocks it. */
export function NewAppointmentDialog({
  start,
  patients,
  onClose,
}: {
  readonly start: AppointmentStart;
  readonly patients: ReadonlyMap<string, PatientView>;
  onClose(): void;
}) {
  const types = organization.value?.appointmentTypes ?? [];
  const date = useSignal(start.date);
  const time = useSignal(start.time);
  const schedule = useSignal(start.schedule);
  const type = useSignal(start.type ?? types[0]?.code ?? '');
  const patient = useSignal([...patients.keys()][0] ?? '');
  const comment = useSignal('');
  const make = async (): Promise<void> => {
    const made = await makeAppointment({
      schedule: schedule.value,
      type: type.value,
      start: `${date.value} ${time.value}`,
      patient: patient.value,
      comment: comment.value,
    });
    goToAppointment(made.id);
  };
  const title = start.slot ? `Free slot, ${formatDate(start.date)} ${start.time}` : 'New appointment';
  if (patients.size === 0) {
    return (
      <Dialog title={title} onClose={onClose}>
        {start.slot && <SlotActions item={start.slot} schedule={start.schedule} onClose={onClose} />}
        <Empty title="The practice has no patients">
          Add some to its configuration, or book as a patient: then the practice knows the patient.
        </Empty>
      </Dialog>
    );
  }
  return (
    <FormDialog title={title} submit="Make appointment" onSubmit={make} onClose={onClose}>
      {start.slot && <SlotActions item={start.slot} schedule={start.schedule} onClose={onClose} />}
      <SelectField
        label="Patient"
        value={patient}
        options={[...patients.values()].map(({ reference, name }) => [reference, name ?? reference])}
      />
      <SelectField label="Appointment type" value={type} options={types.map(({ code, display }) => [code, display])} />
      {!start.slot && (
        <>
          <div class="practice-fields">
            <MomentField label="Day" type="date" value={date} />
            <MomentField label="Time" type="time" value={time} />
          </div>
          <ScheduleField value={schedule} />
        </>
      )}
      <CommentField value={comment} />
    </FormDialog>
  );
}

function SlotActions({
  item,
  schedule,
  onClose,
}: {
  readonly item: SlotItem;
  readonly schedule: string;
  onClose(): void;
}) {
  const { id, start, end } = item.slot;
  const action = useAction((work: () => Promise<unknown>) => work());
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    if (await action.run(work)) onClose();
  };
  return (
    <div class="stack">
      <div class="row">
        <Button isPending={action.isPending} onClick={() => void run(() => takeSlot(id))}>
          Take as a competitor
        </Button>
        <Button
          isPending={action.isPending}
          onClick={() => void run(() => changeBlock('block', { schedule, from: start, to: end }))}
        >
          Block
        </Button>
      </div>
      <ErrorNotice error={action.error} />
    </div>
  );
}

/** A slot that is not free and has no appointment: says why, and frees it. */
export function TakenSlotDialog({
  item,
  column,
  names,
  onClose,
}: {
  readonly item: SlotItem;
  readonly column: Column;
  readonly names: Names;
  onClose(): void;
}) {
  const { slot, from, to } = item;
  const kind = slot.holder?.kind;
  return (
    <FormDialog
      title={`${holderText(kind)}, ${formatDate(column.date)} ${formatMinutes(from)}`}
      submit="Release the slot"
      onSubmit={() => releaseSlot(slot.id)}
      onClose={onClose}
    >
      <p>{HOLDER_SENTENCES[kind ?? ''] ?? HOLDER_SENTENCES['rule']}</p>
      <p class="muted">
        {names.type(slot.type)} · {column.name} · {formatMinutes(from)} to {formatMinutes(to)}
      </p>
    </FormDialog>
  );
}

const HOLDER_SENTENCES: Readonly<Record<string, string>> = {
  competitor: 'A competitor has taken this slot. A booking of it gets 409.',
  block: 'The practitioner has blocked this slot.',
  rule: 'The configuration of the practice makes this slot busy.',
};

/** A period of a schedule's day to block. */
export interface BlockStart {
  readonly schedule: string;
  readonly date: string;
  readonly from: string;
  readonly to: string;
}

/** Blocks the free slots of a period, or frees the blocked ones. */
export function BlockDialog({ start, onClose }: { readonly start: BlockStart; onClose(): void }) {
  const schedule = useSignal(start.schedule);
  const date = useSignal(start.date);
  const from = useSignal(start.from);
  const to = useSignal(start.to);
  const period = () => ({
    schedule: schedule.value,
    from: `${date.value} ${from.value}`,
    to: `${date.value} ${to.value}`,
  });
  const unblock = useAction(() => changeBlock('unblock', period()));
  return (
    <FormDialog title="Block time" submit="Block" onSubmit={() => changeBlock('block', period())} onClose={onClose}>
      <p class="hint">Free slots of the period become busy. Appointments stay.</p>
      <ScheduleField value={schedule} />
      <div class="practice-fields">
        <MomentField label="Day" type="date" value={date} />
        <MomentField label="From" type="time" value={from} />
        <MomentField label="To" type="time" value={to} />
      </div>
      <div class="row">
        <Button
          isPending={unblock.isPending}
          onClick={async () => {
            if (await unblock.run()) onClose();
          }}
        >
          Unblock instead
        </Button>
      </div>
      <ErrorNotice error={unblock.error} />
    </FormDialog>
  );
}
