import { DateTime } from 'luxon';
import { parseInstant } from '../../fhir/instant.ts';
import { idIn, parseReference } from '../../fhir/reference.ts';
import { redactText, redactUnlessCode } from '../../output/redaction.ts';
import type { Clause } from '../clauses.ts';
import { type Json, list, object, parseObject, resourcesOf } from './json.ts';
import { readBackOf } from './read-back.ts';
import type { Finding, StateValues } from './session.ts';
import { bsnOf } from './token-patient.ts';

/** A request to a provider and its response. */
export interface CheckedExchange {
  readonly states: readonly string[];
  readonly method: string;
  /** Path and query behind the base URL, as they were sent. */
  readonly url: string;
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
  readonly isUtf8: boolean;
  /** The time zone of the practice, for searches with dates. */
  readonly timeZone: string;
  /** The values of the provider states. */
  readonly values: StateValues;
}

/**
 * Finds where a response deviates from its clauses in a way that Pact cannot check: when it reads a response, it does not
 * know the values of the provider state, requires or ignores a body as a whole, and knows no levels.
 */
export function findInconsistencies(exchange: CheckedExchange): readonly Finding[] {
  const { method, url, status, text, timeZone } = exchange;
  const common = [...checkEncoding(exchange), ...checkMediaType(exchange), ...checkOutcome(exchange)];
  const body = parseObject(text);
  const { pathname, searchParams } = new URL(url, 'http://provider');
  if (method === 'POST' && pathname === '/Appointment' && status === 201) return [...common, ...checkCreated(body)];
  if (method !== 'GET' || status !== 200 || !body) return common;
  if (pathname === '/Slot') {
    const slots = resourcesOf(body);
    return [
      ...common,
      ...findUnexpectedSlots(exchange.states, slots),
      ...findUnmatchedSlots(slots, searchParams, timeZone),
    ];
  }
  if (pathname === '/Patient') return [...common, ...checkPatients(resourcesOf(body), exchange)];
  if (readBackOf(exchange) === undefined) return common;
  const id = searchParams.get('id') ?? decodeURIComponent(pathname.slice('/Appointment/'.length));
  const appointments = readBackOf(exchange) === 'read' ? [body] : resourcesOf(body);
  return [...common, ...findOtherAppointments(appointments, id)];
}

function checkEncoding({ isUtf8 }: CheckedExchange): readonly Finding[] {
  return isUtf8 ? [] : [{ clause: 'TR-14', where: 'body', message: 'expected UTF-8, got other bytes' }];
}

/** Checks the media type of a body for which none is published (TR-10); Pact checks the published ones (TR-1). */
function checkMediaType(exchange: CheckedExchange): readonly Finding[] {
  const { method, url, status, mediaType, text } = exchange;
  const isPublished =
    (method === 'GET' && status === 200 && readBackOf(exchange) !== 'read' && url !== '/Patient') ||
    (method === 'POST' && url === '/Appointment' && status === 201);
  if (isPublished || text === '' || /^application\/fhir\+json(?:\s*;|\s*$)/i.test(mediaType)) return [];
  const actual = mediaType === '' ? 'no media type' : redactUnlessCode(mediaType.split(';')[0] ?? '');
  return [{ clause: 'TR-10', where: 'header Content-Type', message: `expected application/fhir+json, got ${actual}` }];
}

/** Checks that an error has an OperationOutcome (TR-7), and a conflict one with its code (AP-16). */
function checkOutcome({ method, url, status, text }: CheckedExchange): readonly Finding[] {
  if (status < 400) return [];
  const body = parseObject(text);
  const isOutcome = body?.['resourceType'] === 'OperationOutcome';
  if (method === 'POST' && url === '/Appointment' && status === 409) {
    const codes = isOutcome ? list(body['issue']).map((issue) => object(issue)?.['code']) : [];
    if (codes.includes('conflict')) return [];
    const message = "expected an OperationOutcome with the code 'conflict'";
    const actual = isOutcome ? redactUnlessCode(codes.join(', ')) || 'no code' : describeBody(text);
    return [{ clause: 'AP-16', where: isOutcome ? '$.issue' : 'body', message: `${message}, got ${actual}` }];
  }
  if (isOutcome) return [];
  return [{ clause: 'TR-7', where: 'body', message: `expected an OperationOutcome, got ${describeBody(text)}` }];
}

/** Checks that the response to a booking has a body with the stored appointment (AP-5), with its times (SL-4). */
function checkCreated(body: Json | undefined): readonly Finding[] {
  if (body) return checkInstants(body, '$');
  return [{ clause: 'AP-5', where: 'body', message: 'expected the Appointment as stored, got no JSON object' }];
}

/** Checks that the times of a slot or an appointment are instants (SL-4), in their order (SL-21). */
function checkInstants(resource: Json, path: string): readonly Finding[] {
  const times = ['start', 'end'].map((key) => ({ key, value: resource[key], at: parseInstant(String(resource[key])) }));
  const unreadable = times.filter(({ value, at }) => typeof value === 'string' && at === undefined);
  if (unreadable.length > 0) {
    return unreadable.map(({ key, value }) => ({
      clause: 'SL-4',
      where: `${path}.${key}`,
      message: `expected an instant with seconds and an offset, got ${redactText(String(value)).slice(0, 60)}`,
    }));
  }
  const [start, end] = times;
  if (start?.at === undefined || end?.at === undefined || start.at < end.at) return [];
  return [{ clause: 'SL-21', where: `${path}.end`, message: `expected an end after ${start.value}, got ${end.value}` }];
}

function describeBody(text: string): string {
  if (text === '') return 'no body';
  const { resourceType } = parseObject(text) ?? {};
  return typeof resourceType === 'string' ? redactUnlessCode(resourceType) : 'another body';
}

/** Checks that a search without matches returns a Bundle without entries (SL-1). */
function findUnexpectedSlots(states: readonly string[], slots: readonly Json[]): readonly Finding[] {
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
function findUnmatchedSlots(slots: readonly Json[], query: URLSearchParams, zone: string): readonly Finding[] {
  const category = query.get('service-category');
  const schedule = query.get('schedule');
  const dates = [...query.getAll('schedule.date'), ...query.getAll('Schedule.date')];
  const from = parseBound(dates, 'ge', zone);
  const to = parseBound(dates, 'le', zone);
  const rules: readonly (readonly [clause: Clause, where: string, (slot: Json) => string | undefined])[] = [
    ['SL-8', 'serviceCategory', (slot) => compareCategory(slot, category)],
    ['SL-9', 'start', (slot) => compareStart(slot, from, to)],
    ['SL-11', 'schedule.reference', (slot) => compareSchedule(slot, schedule)],
  ];
  const matched = rules.flatMap(([clause, where, compare]): readonly Finding[] => {
    const index = slots.findIndex((slot) => compare(slot) !== undefined);
    const slot = slots[index];
    if (!slot) return [];
    return [{ clause, where: `$.entry[${index}].resource.${where}`, message: compare(slot) ?? '' }];
  });
  // One slot is enough: the others have the same mistake.
  const unreadable = firstFinding(slots, (slot, index) => checkInstants(slot, `$.entry[${index}].resource`));
  return [...unreadable, ...matched, ...firstFinding(slots, checkPractitioner)];
}

function firstFinding(
  slots: readonly Json[],
  check: (slot: Json, index: number) => readonly Finding[],
): readonly Finding[] {
  for (const [index, slot] of slots.entries()) {
    const found = check(slot, index);
    if (found.length > 0) return found;
  }
  return [];
}

/** Checks the extension with the published url, where there is one: then only that one counts (SL-6). */
function checkPractitioner(slot: Json, index: number): readonly Finding[] {
  const published = list(slot['extension'])
    .map(object)
    .filter((extension) => extension?.['url'] === 'urn:extension:actor');
  const isNamed = published.some((extension) => {
    const { reference, display } = object(extension?.['valueReference']) ?? {};
    return typeof reference === 'string' && parseReference(reference) !== undefined && typeof display === 'string';
  });
  if (published.length === 0 || isNamed) return [];
  const where = `$.entry[${index}].resource.extension`;
  const message =
    "expected a valueReference with a typed reference and a display at 'urn:extension:actor', got another one";
  return [{ clause: 'SL-6', where, message }];
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

/** Checks that a searchset has the patient alone (PT-2, PT-3), with its BSN (PT-4). Shows no BSN. */
function checkPatients(resources: readonly Json[], { states, values }: CheckedExchange): readonly Finding[] {
  const { patientBsn } = values;
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const isUnknown = states.includes('the patient is not known');
  if (isUnknown && patients.length > 0) {
    return [{ clause: 'PT-2', where: '$.entry', message: `expected no Patient, got ${patients.length}` }];
  }
  const bsns = patients.map(bsnOf);
  const isOther = patientBsn !== undefined && bsns.some((bsn) => typeof bsn === 'string' && bsn !== patientBsn);
  if (patients.length > 1 || isOther) {
    const actual = patients.length > 1 ? `${patients.length} patients` : 'another one';
    return [{ clause: 'PT-3', where: '$.entry', message: `expected the patient alone, got ${actual}` }];
  }
  if (patients.length === 0 || typeof bsns[0] === 'string') return [];
  return [{ clause: 'PT-4', where: '$.entry', message: 'expected the BSN as an identifier, got a Patient without it' }];
}

/** Checks that no appointment with another id is returned (CN-7). */
function findOtherAppointments(resources: readonly Json[], id: string): readonly Finding[] {
  const index = resources.findIndex((resource) => resource['resourceType'] === 'Appointment' && resource['id'] !== id);
  if (index < 0) return [];
  const message = `expected the requested appointment, got ${redactUnlessCode(String(resources[index]?.['id']))}`;
  return [{ clause: 'CN-7', where: `appointment[${index}].id`, message }];
}

/** Parses a date or an instant of a search; a date is the whole day in the practice's zone (SL-16). */
function parseBound(dates: readonly string[], prefix: string, zone: string): number | undefined {
  const value = dates.find((date) => date.startsWith(prefix))?.slice(prefix.length);
  if (value === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return parseInstant(value);
  const day = DateTime.fromISO(value, { zone });
  return (prefix === 'ge' ? day.startOf('day') : day.endOf('day')).toMillis();
}
