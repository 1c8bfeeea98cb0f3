import { organization } from '../app/state.ts';
import { typeMark } from './calendar-column.tsx';
import type { Names } from './names.ts';

/** What the looks in the calendar mean: free slots by type, and what is taken. */
export function Legend({ names }: { readonly names: Names }) {
  const types = organization.value?.appointmentTypes ?? [];
  return (
    <ul class="practice-legend" aria-label="Legend">
      {types.map(({ code }) => (
        <li key={code} class={typeMark(names, code)}>
          {names.type(code)}
        </li>
      ))}
      <li class="booked">Booked</li>
      <li class="pending">Pending</li>
      <li class="competitor">Competitor</li>
      <li class="block">Blocked</li>
      <li class="rule">Busy</li>
    </ul>
  );
}
