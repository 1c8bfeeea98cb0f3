import { setQuery } from '../app/router.ts';
import { now, organization } from '../app/state.ts';
import { addDays, dateOf, formatDate, mondayOf } from '../app/time.ts';
import { Button, Choice } from '../components/controls.tsx';
import { goToDate, type View } from './practice-place.ts';

/** The value of the choice of all schedules, in the address as well: a narrow screen begins with one schedule. */
const ALL = 'all';

/** Chooses the days and the schedule that are shown, and makes something new. */
export function Toolbar({
  view,
  date,
  schedule,
  onNew,
  onBlock,
}: {
  readonly view: View;
  readonly date: string;
  readonly schedule: string | undefined;
  onNew(): void;
  onBlock(): void;
}) {
  const schedules = organization.value?.schedules ?? [];
  const days = view === 'week' ? 7 : 1;
  const unit = view === 'week' ? 'week' : 'day';
  return (
    <div class="practice-toolbar">
      <div class="practice-steps">
        <Button onClick={() => now.value && goToDate(dateOf(now.value))}>Today</Button>
        <Button look="quiet" aria-label={`Previous ${unit}`} onClick={() => goToDate(addDays(date, -days))}>
          ‹
        </Button>
        <Button look="quiet" aria-label={`Next ${unit}`} onClick={() => goToDate(addDays(date, days))}>
          ›
        </Button>
      </div>
      <h2>{formatPeriod(view, date)}</h2>
      <input
        type="date"
        class="practice-date"
        aria-label="Day"
        value={date}
        onChange={(event) => event.currentTarget.value !== '' && goToDate(event.currentTarget.value)}
      />
      <select
        class="practice-schedule"
        aria-label="Schedule"
        value={schedule ?? ALL}
        onChange={(event) => setQuery({ schedule: event.currentTarget.value })}
      >
        <option value={ALL}>All schedules</option>
        {schedules.map(({ id, practitioners }) => (
          <option key={id} value={id}>
            {practitioners.join(', ') || id}
          </option>
        ))}
      </select>
      <Choice
        label="View"
        options={[
          ['day', 'Day'],
          ['week', 'Week'],
        ]}
        value={view}
        onChange={(chosen) => setQuery({ view: chosen })}
      />
      <div class="row push">
        <Button onClick={onBlock}>Block time</Button>
        <Button look="primary" aria-label="New appointment" onClick={onNew}>
          New<span class="practice-long"> appointment</span>
        </Button>
      </div>
    </div>
  );
}

function formatPeriod(view: View, date: string): string {
  if (view === 'day') return `${formatDate(date)} ${date.slice(0, 4)}`;
  const monday = mondayOf(date);
  const sunday = addDays(monday, 6);
  const isOneMonth = monday.slice(0, 7) === sunday.slice(0, 7);
  // Without the names of the days: a week is from Monday to Sunday.
  const [first, last] = [formatDate(monday).slice(4), formatDate(sunday).slice(4)];
  return `${isOneMonth ? Number(monday.slice(8)) : first} to ${last} ${sunday.slice(0, 4)}`;
}
