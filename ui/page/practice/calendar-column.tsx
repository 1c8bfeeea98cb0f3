import { memo } from 'preact/compat';
import { formatDate } from '../app/time.ts';
import { type AppointmentItem, type Column, formatMinutes, type SlotItem } from './calendar-layout.ts';
import type { Names } from './names.ts';

/** The marks that tell appointment types apart, beside their names. */
const TYPE_MARKS = 5;

export function typeMark(names: Names, code: string): string {
  return `practice-mark-${names.typeIndex(code) % TYPE_MARKS}`;
}

const HOLDER_TEXTS: Readonly<Record<string, string>> = {
  competitor: 'Competitor',
  block: 'Blocked',
  rule: 'Busy',
};

/** The words for a slot that is not free. */
export function holderText(kind: string | undefined): string {
  return HOLDER_TEXTS[kind ?? ''] ?? 'Busy';
}

interface ColumnProps {
  readonly column: Column;
  readonly index: number;
  readonly names: Names;
  /** The item that the Tab key reaches. */
  readonly tabItem: string | undefined;
  readonly openAppointment: string | undefined;
  /** Minutes since midnight that are past. */
  readonly pastTo: number;
}

/** A schedule on a day, with its slots and appointments. */
export const CalendarColumn = memo(function CalendarColumn(props: ColumnProps) {
  const { column, index, tabItem } = props;
  const place = `${column.name}, ${formatDate(column.date)}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form.
    <div class="practice-column" role="group" aria-label={place} data-column={index} style={{ '--column': index }}>
      {column.isClosed && column.items.length === 0 && <p class="practice-closed">Closed</p>}
      {column.items.map((item) =>
        item.kind === 'slot' ? (
          <SlotButton key={item.id} item={item} place={place} {...props} isTabStop={item.id === tabItem} />
        ) : (
          <AppointmentButton key={item.id} item={item} place={place} {...props} isTabStop={item.id === tabItem} />
        ),
      )}
    </div>
  );
});

interface ItemProps extends ColumnProps {
  readonly place: string;
  readonly isTabStop: boolean;
}

function SlotButton({ item, names, place, pastTo, isTabStop }: ItemProps & { readonly item: SlotItem }) {
  const { slot, from, to, id } = item;
  const type = names.type(slot.type);
  const isFree = slot.status === 'free';
  const start = formatMinutes(from);
  const text = isFree ? type : holderText(slot.holder?.kind);
  const look = isFree ? `free ${typeMark(names, slot.type)}` : (slot.holder?.kind ?? 'rule');
  return (
    <button
      type="button"
      class={`practice-slot ${look}${from < pastTo ? ' past' : ''}`}
      data-item={id}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`${start} ${text}, ${isFree ? 'free' : type}, to ${formatMinutes(to)}, ${place}`}
      style={{ '--start': from, '--length': to - from }}
    >
      <span class="practice-time">{start}</span> <span class="practice-text">{text}</span>
    </button>
  );
}

function AppointmentButton({
  item,
  names,
  place,
  isTabStop,
  openAppointment,
}: ItemProps & { readonly item: AppointmentItem }) {
  const { appointment, from, to, lane, lanes, id } = item;
  const patient = names.patient(appointment.patient);
  const start = formatMinutes(from);
  const isPending = appointment.state === 'pending';
  const detail = `${isPending ? 'pending · ' : ''}${names.type(appointment.type)}`;
  return (
    <button
      type="button"
      class={`practice-appointment ${appointment.state}${id === openAppointment ? ' open' : ''}`}
      data-item={id}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`${start} ${patient} ${detail}, appointment ${id}, ${appointment.state}, to ${formatMinutes(to)}, ${place}`}
      style={{ '--start': from, '--length': to - from, '--lane': lane, '--lanes': lanes }}
    >
      <span class="practice-time">{start}</span> <strong class="practice-text">{patient}</strong>{' '}
      <span class="practice-detail">{detail}</span>
    </button>
  );
}
