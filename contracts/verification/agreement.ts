import { parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { redactText, redactUnlessCode } from '../../output/redaction.ts';
import type { Mismatch } from './report.ts';

/** A request to a XIS and its answer. */
export interface Exchanged {
  readonly states: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What Pact cannot say of an answer: that something is absent, and that it agrees with what was asked. It would need to
 * know the values that a provider state gave when it looks at the answer, and it does not.
 */
export function disagreements(exchanged: Exchanged): readonly Mismatch[] {
  const { pathname, searchParams } = new URL(exchanged.url);
  if (exchanged.method !== 'GET' || exchanged.status !== 200) return [];
  const body = parsed(exchanged.text);
  if (!body) return [];
  if (pathname.endsWith('/ValueSet/BookableAppointmentTypes')) return typesThatShouldNotBe(exchanged.states, body);
  if (pathname.endsWith('/Slot')) {
    const slots = resourcesOf(body);
    return [...entriesThatShouldNotBe(exchanged.states, slots), ...slotsNotAskedFor(slots, searchParams)];
  }
  if (pathname.endsWith('/Appointment')) return appointmentsNotAskedFor(resourcesOf(body), searchParams);
  return [];
}

/** AT-3: a filter that matches nothing gives a ValueSet without concepts. */
function typesThatShouldNotBe(states: readonly string[], body: Json): readonly Mismatch[] {
  if (!states.includes('no appointment types for a service category')) return [];
  const includes = list(object(body['compose'])?.['include']);
  const count = includes.reduce<number>((sum, include) => sum + list(object(include)?.['concept']).length, 0);
  if (count === 0) return [];
  return [
    {
      clause: 'AT-3',
      where: '$.compose.include',
      message: `expected no concepts, found ${count}: is the parameter service-category ignored?`,
    },
  ];
}

/** SL-1: what matches nothing gives a Bundle without entries. */
function entriesThatShouldNotBe(states: readonly string[], slots: readonly Json[]): readonly Mismatch[] {
  const none = states.find((state) => state === 'no free slots' || state === 'an agenda without free slots');
  if (none === undefined || slots.length === 0) return [];
  return [
    { clause: 'SL-9', where: '$.entry', message: `expected no slots, found ${slots.length}: are the dates ignored?` },
  ];
}

/** SL-8 to SL-11: every slot is one that was asked for. The first that is not is told, for each parameter. */
function slotsNotAskedFor(slots: readonly Json[], query: URLSearchParams): readonly Mismatch[] {
  const category = query.get('service-category');
  const schedule = query.get('schedule');
  const dates = query.getAll('schedule.date');
  const from = instantIn(dates, 'ge');
  const to = instantIn(dates, 'le');
  const rules: readonly (readonly [clause: string, where: string, (slot: Json) => string | undefined])[] = [
    ['SL-8', 'serviceCategory', (slot) => foreignCategory(slot, category)],
    ['SL-9', 'start', (slot) => outside(slot, from, to)],
    ['SL-11', 'schedule.reference', (slot) => foreignSchedule(slot, schedule)],
  ];
  return rules.flatMap(([clause, where, wrong]) => {
    const index = slots.findIndex((slot) => wrong(slot) !== undefined);
    const slot = slots[index];
    if (!slot) return [];
    return [{ clause, where: `$.entry[${index}].resource.${where}`, message: wrong(slot) ?? '' }];
  });
}

function foreignCategory(slot: Json, asked: string | null): string | undefined {
  if (asked === null) return undefined;
  const codings = list(slot['serviceCategory']).flatMap((concept) => list(object(concept)?.['coding']).map(object));
  const tokens = codings.map((coding) => `${coding?.['system']}|${coding?.['code']}`);
  if (tokens.includes(asked)) return undefined;
  return `expected ${redactUnlessCode(asked)}, which was asked for, found ${
    tokens
      .map((text) => redactUnlessCode(text))
      .join(', ')
      .slice(0, 200) || 'none'
  }`;
}

function outside(slot: Json, from: number | undefined, to: number | undefined): string | undefined {
  const start = typeof slot['start'] === 'string' ? parseInstant(slot['start']) : undefined;
  if (start === undefined) return undefined;
  if ((from === undefined || start >= from) && (to === undefined || start <= to)) return undefined;
  return `expected a start within the dates that were asked for, found ${redactText(String(slot['start']))}`;
}

function foreignSchedule(slot: Json, asked: string | null): string | undefined {
  const reference = object(slot['schedule'])?.['reference'];
  if (asked === null || typeof reference !== 'string') return undefined;
  const id = idIn('Schedule', reference);
  return id === asked ? undefined : `expected the agenda that was asked for, found ${redactUnlessCode(reference)}`;
}

/** CN-1: a search by id gives the appointment with that id, or none. */
function appointmentsNotAskedFor(found: readonly Json[], query: URLSearchParams): readonly Mismatch[] {
  const id = query.get('id');
  const appointments = found.filter(({ resourceType }) => resourceType === 'Appointment');
  const other = appointments.findIndex((appointment) => appointment['id'] !== id);
  if (id === null || other < 0) return [];
  const message = `expected the appointment that was asked for, found ${redactUnlessCode(String(appointments[other]?.['id']))}`;
  return [{ clause: 'CN-1', where: `$.entry[${other}].resource.id`, message }];
}

function instantIn(dates: readonly string[], prefix: string): number | undefined {
  const date = dates.find((one) => one.startsWith(prefix));
  return date === undefined ? undefined : parseInstant(date.slice(prefix.length));
}

function resourcesOf(body: Json): readonly Json[] {
  return list(body['entry']).flatMap((entry) => {
    const resource = object(object(entry)?.['resource']);
    return resource ? [resource] : [];
  });
}

function parsed(text: string): Json | undefined {
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
