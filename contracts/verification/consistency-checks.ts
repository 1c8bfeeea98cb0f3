import { parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { redactText, redactUnlessCode } from '../../output/redaction.ts';
import type { Mismatch } from './report.ts';

/** A request to a XIS and its response. */
export interface CheckedExchange {
  readonly states: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Finds where a response is inconsistent with its request. Pact cannot check this, nor that something is absent: when it
 * reads a response, it does not know the values of the provider state.
 */
export function findInconsistencies(exchange: CheckedExchange): readonly Mismatch[] {
  const { pathname, searchParams } = new URL(exchange.url);
  if (exchange.method !== 'GET' || exchange.status !== 200) return [];
  const body = parseObject(exchange.text);
  if (!body) return [];
  if (pathname.endsWith('/ValueSet/BookableAppointmentTypes')) return findUnexpectedTypes(exchange.states, body);
  if (pathname.endsWith('/Slot')) {
    const slots = resourcesOf(body);
    return [...findUnexpectedSlots(exchange.states, slots), ...findUnmatchedSlots(slots, searchParams)];
  }
  if (pathname.endsWith('/Appointment')) return findOtherAppointments(resourcesOf(body), searchParams);
  return [];
}

/** Checks that a filter without matches returns a ValueSet without concepts (AT-3). */
function findUnexpectedTypes(states: readonly string[], body: Json): readonly Mismatch[] {
  if (!states.includes('no appointment types for a service category')) return [];
  const includes = list(object(body['compose'])?.['include']);
  const count = includes.reduce<number>((sum, include) => sum + list(object(include)?.['concept']).length, 0);
  if (count === 0) return [];
  return [
    {
      clause: 'AT-3',
      where: '$.compose.include',
      message: `expected no concepts, got ${count}; check the filter service-category`,
    },
  ];
}

/** Checks that a search without matches returns a Bundle without entries (SL-1). */
function findUnexpectedSlots(states: readonly string[], slots: readonly Json[]): readonly Mismatch[] {
  const isEmpty = states.some((state) => state === 'no free slots' || state === 'an agenda without free slots');
  if (!isEmpty || slots.length === 0) return [];
  return [
    {
      clause: 'SL-9',
      where: '$.entry',
      message: `expected no slots, got ${slots.length}; check the filter schedule.date`,
    },
  ];
}

/** Checks that every slot matches the query (SL-8 to SL-11). Returns the first that does not, for each parameter. */
function findUnmatchedSlots(slots: readonly Json[], query: URLSearchParams): readonly Mismatch[] {
  const category = query.get('service-category');
  const schedule = query.get('schedule');
  const dates = query.getAll('schedule.date');
  const from = parseBound(dates, 'ge');
  const to = parseBound(dates, 'le');
  const rules: readonly (readonly [clause: string, where: string, (slot: Json) => string | undefined])[] = [
    ['SL-8', 'serviceCategory', (slot) => compareCategory(slot, category)],
    ['SL-9', 'start', (slot) => compareStart(slot, from, to)],
    ['SL-11', 'schedule.reference', (slot) => compareSchedule(slot, schedule)],
  ];
  return rules.flatMap(([clause, where, compare]) => {
    const index = slots.findIndex((slot) => compare(slot) !== undefined);
    const slot = slots[index];
    if (!slot) return [];
    return [{ clause, where: `$.entry[${index}].resource.${where}`, message: compare(slot) ?? '' }];
  });
}

function compareCategory(slot: Json, requested: string | null): string | undefined {
  if (requested === null) return undefined;
  const codings = list(slot['serviceCategory']).flatMap((concept) => list(object(concept)?.['coding']).map(object));
  const tokens = codings.map((coding) => `${coding?.['system']}|${coding?.['code']}`);
  if (tokens.includes(requested)) return undefined;
  const returned = tokens.map((text) => redactUnlessCode(text)).join(', ');
  return `expected the requested ${redactUnlessCode(requested)}, got ${returned.slice(0, 200) || 'no coding'}`;
}

function compareStart(slot: Json, from: number | undefined, to: number | undefined): string | undefined {
  const start = typeof slot['start'] === 'string' ? parseInstant(slot['start']) : undefined;
  if (start === undefined) return undefined;
  if ((from === undefined || start >= from) && (to === undefined || start <= to)) return undefined;
  return `expected a start within the requested dates, got ${redactText(String(slot['start']))}`;
}

function compareSchedule(slot: Json, requested: string | null): string | undefined {
  const reference = object(slot['schedule'])?.['reference'];
  if (requested === null || typeof reference !== 'string') return undefined;
  const id = idIn('Schedule', reference);
  return id === requested ? undefined : `expected the requested schedule, got ${redactUnlessCode(reference)}`;
}

/** Checks that a search by id returns no appointment with another id (CN-1). */
function findOtherAppointments(resources: readonly Json[], query: URLSearchParams): readonly Mismatch[] {
  const id = query.get('id');
  const appointments = resources.filter(({ resourceType }) => resourceType === 'Appointment');
  const index = appointments.findIndex((appointment) => appointment['id'] !== id);
  if (id === null || index < 0) return [];
  const message = `expected the requested appointment, got ${redactUnlessCode(String(appointments[index]?.['id']))}`;
  return [{ clause: 'CN-1', where: `$.entry[${index}].resource.id`, message }];
}

function parseBound(dates: readonly string[], prefix: string): number | undefined {
  const date = dates.find((value) => value.startsWith(prefix));
  return date === undefined ? undefined : parseInstant(date.slice(prefix.length));
}

function resourcesOf(body: Json): readonly Json[] {
  return list(body['entry']).flatMap((entry) => {
    const resource = object(object(entry)?.['resource']);
    return resource ? [resource] : [];
  });
}

function parseObject(text: string): Json | undefined {
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
