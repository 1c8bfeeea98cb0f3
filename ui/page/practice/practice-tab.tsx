import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { goTo, place } from '../app/router.ts';
import { appointments, now, organization } from '../app/state.ts';
import { addDays, dateOf, mondayOf } from '../app/time.ts';
import { Button } from '../components/controls.tsx';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { AppointmentPanel } from './appointment-panel.tsx';
import { Calendar } from './calendar.tsx';
import { type AppointmentItem, type Column, formatMinutes, layOutCalendar, type SlotItem } from './calendar-layout.ts';
import {
  type AppointmentStart,
  BlockDialog,
  type BlockStart,
  NewAppointmentDialog,
  TakenSlotDialog,
} from './change-dialogs.tsx';
import { Inbox } from './inbox.tsx';
import { Legend } from './legend.tsx';
import { createNames } from './names.ts';
import { Outcomes } from './outcomes.tsx';
import './practice.css';
import { useMedia } from '../components/use-media.ts';
import { moveAppointment } from './practice-commands.ts';
import { firstDay, goToAppointment, goToDate, readPracticePlace, type View } from './practice-place.ts';
import { Toolbar } from './toolbar.tsx';
import { useAgenda, usePatients } from './use-agenda.ts';

/** With more schedules, a week would be too wide to begin with. */
const MAX_SCHEDULES_OF_WEEK = 6;

type OpenDialog =
  | { readonly kind: 'new'; readonly start: AppointmentStart }
  | { readonly kind: 'taken'; readonly item: SlotItem; readonly column: Column }
  | { readonly kind: 'block'; readonly start: BlockStart };

/** The desk of the practitioner: the calendar, and what waits for approval. */
export default function PracticeTab() {
  const { view, date, schedule, openAppointment } = useShown();
  const patients = usePatients();
  const names = useMemo(() => createNames(patients), [patients, organization.value]);
  const dialog = useSignal<OpenDialog | undefined>(undefined);
  const from = date !== undefined && view === 'week' ? mondayOf(date) : date;
  const agenda = useAgenda(from === undefined ? undefined : { from, days: view === 'week' ? 7 : 1, schedule });
  const shown = agenda.view.value;
  const layout = useMemo(
    () => shown && layOutCalendar(shown, appointments.value.values()),
    [shown, appointments.value],
  );
  const isEmpty = layout?.columns.every(({ items }) => items.length === 0) ?? false;
  const move = useAction((id: string, column: Column, minutes: number) =>
    moveAppointment(id, { schedule: column.schedule, start: `${column.date} ${formatMinutes(minutes)}` }),
  );
  const firstSchedule = schedule ?? organization.value?.schedules[0]?.id ?? '';
  const closeDialog = (): void => {
    dialog.value = undefined;
  };

  return (
    <div class="practice">
      <h1 class="visually-hidden">Practice</h1>
      <div class="practice-side">
        <Outcomes />
        {openAppointment !== undefined && (
          <AppointmentPanel
            id={openAppointment}
            names={names}
            onClose={() => {
              goTo('practice', date === undefined ? [] : [date], place.value.query);
              focusItem(openAppointment);
            }}
          />
        )}
        <Inbox names={names} />
      </div>
      <div class="practice-main">
        {date !== undefined && (
          <Toolbar
            view={view}
            date={date}
            schedule={schedule}
            onNew={() => {
              dialog.value = { kind: 'new', start: { date, time: '09:00', schedule: firstSchedule } };
            }}
            onBlock={() => {
              dialog.value = { kind: 'block', start: { date, from: '12:00', to: '13:00', schedule: firstSchedule } };
            }}
          />
        )}
        <ErrorNotice error={agenda.error.value} />
        <ErrorNotice error={move.error} onClose={move.clear} />
        {layout && date !== undefined && !isEmpty && (
          <Calendar
            layout={layout}
            names={names}
            date={date}
            openAppointment={openAppointment}
            onSlot={(item, column) => {
              dialog.value =
                item.slot.status === 'free'
                  ? { kind: 'new', start: startOf(item, column) }
                  : { kind: 'taken', item, column };
            }}
            onAppointment={({ id }) => goToAppointment(id)}
            onMove={({ id }: AppointmentItem, column, minutes) => void move.run(id, column, minutes)}
            onPeriod={(column, start, end) => {
              dialog.value = { kind: 'block', start: blockStart(column, start, end) };
            }}
          />
        )}
        {isEmpty && date !== undefined && <NoSlots date={date} view={view} />}
        <Legend names={names} />
      </div>
      {dialog.value?.kind === 'new' && (
        <NewAppointmentDialog start={dialog.value.start} patients={patients} onClose={closeDialog} />
      )}
      {dialog.value?.kind === 'taken' && <TakenSlotDialog {...dialog.value} names={names} onClose={closeDialog} />}
      {dialog.value?.kind === 'block' && <BlockDialog start={dialog.value.start} onClose={closeDialog} />}
    </div>
  );
}

interface Shown {
  readonly view: View;
  readonly date: string | undefined;
  /** The only schedule to show. */
  readonly schedule: string | undefined;
  readonly openAppointment: string | undefined;
}

/** Returns what is shown: what the address says, and otherwise what fits the screen and the practice. */
function useShown(): Shown {
  const isNarrow = useMedia('(max-width: 640px)');
  const linked = readPracticePlace(place.value);
  const schedules = organization.value?.schedules ?? [];
  const appointment = linked.appointment === undefined ? undefined : appointments.value.get(linked.appointment);
  const opening = appointment ? dateOf(appointment.start) : now.value && firstDay(dateOf(now.value));
  const isWeek = !isNarrow && schedules.length <= MAX_SCHEDULES_OF_WEEK;
  const only = linked.schedule ?? (isNarrow ? (appointment?.schedule ?? schedules[0]?.id) : undefined);
  return {
    view: linked.view ?? (isWeek ? 'week' : 'day'),
    date: linked.date ?? opening,
    schedule: schedules.some(({ id }) => id === only) ? only : undefined,
    openAppointment: linked.appointment,
  };
}

function startOf(item: SlotItem, { date, schedule }: Column): AppointmentStart {
  return { date, time: formatMinutes(item.from), schedule, type: item.slot.type, slot: item };
}

/** The last minute of a day that a field of time takes. */
const LAST_MINUTE = 1439;

function blockStart({ date, schedule }: Column, from: number, to: number): BlockStart {
  return { schedule, date, from: formatMinutes(from), to: formatMinutes(Math.min(to, LAST_MINUTE)) };
}

/** Gives the focus back to an appointment in the calendar; where it is no longer there, to what the Tab key reaches. */
function focusItem(id: string): void {
  const item =
    document.querySelector(`.practice-calendar [data-item="${CSS.escape(id)}"]`) ??
    document.querySelector('.practice-calendar [data-item][tabindex="0"]');
  if (item instanceof HTMLElement) item.focus();
}

/** The place of the slots of a day or week without any. */
function NoSlots({ date, view }: { readonly date: string; readonly view: View }) {
  const next = view === 'week' ? addDays(mondayOf(date), 7) : addDays(date, 1);
  return (
    <div class="panel">
      <Empty title={view === 'week' ? 'No slots in this week' : 'No slots on this day'}>
        <Button onClick={() => goToDate(next)}>{view === 'week' ? 'Next week' : 'Next day'}</Button>
      </Empty>
    </div>
  );
}
