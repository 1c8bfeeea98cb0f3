import { place, setQuery } from '../app/router.ts';
import { appointments } from '../app/state.ts';
import { formatMoment } from '../app/time.ts';
import { Button } from '../components/controls.tsx';
import { KINDS, type Kind } from './messages.ts';

const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  search: 'Searches',
  booking: 'Bookings',
  cancellation: 'Cancellations',
  read: 'Reads',
  callback: 'Callbacks',
  practice: 'Acts of the practice',
};

/** The appointments that the filter lists: the last ones. */
const MAX_APPOINTMENTS = 200;

const FILTER_KEYS = ['text', 'kind', 'appointment', 'patient', 'problems'];

/** The filter of the wire, whose values are in the query of the address. */
export function FilterBar() {
  const { query } = place.value;
  const known = [...appointments.value.values()];
  const patients = [...new Set(known.map(({ patient }) => patient))].sort();
  const isFiltered = FILTER_KEYS.some((key) => query[key] !== undefined);
  return (
    <search class="wire-filter">
      <input
        type="search"
        aria-label="Text in a URL, body or label"
        placeholder="Filter by text"
        value={query['text'] ?? ''}
        onInput={(event) => setQuery({ text: event.currentTarget.value })}
      />
      <Select label="Kind" name="kind" options={KINDS.map((kind) => [kind, KIND_TEXTS[kind]])} />
      <Select
        label="Appointment"
        name="appointment"
        options={known
          .slice(-MAX_APPOINTMENTS)
          .reverse()
          .map(({ id, start, state }) => [id, `${id} · ${formatMoment(start)} · ${state}`])}
      />
      <Select
        label="Patient"
        name="patient"
        options={patients.map((patient) => [patient, patient.replace(/^Patient\//, '')])}
      />
      <label class="check-line">
        <input
          type="checkbox"
          checked={query['problems'] === '1'}
          onChange={(event) => setQuery({ problems: event.currentTarget.checked ? '1' : '' })}
        />
        Only problems
      </label>
      {isFiltered && (
        <Button look="quiet" onClick={() => setQuery(Object.fromEntries(FILTER_KEYS.map((key) => [key, ''])))}>
          Clear filter
        </Button>
      )}
    </search>
  );
}

/** A choice of one value; without one its label is shown. A value of the address that is not among the options is one of them. */
function Select({
  label,
  name,
  options,
}: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}) {
  const value = place.value.query[name] ?? '';
  const isListed = value === '' || options.some(([option]) => option === value);
  return (
    <select aria-label={label} value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
      <option value="">{label}</option>
      {!isListed && <option value={value}>{value}</option>}
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
