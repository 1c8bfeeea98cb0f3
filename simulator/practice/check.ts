import { isTestBsn } from '../../fhir/bsn.ts';
import { instant, parseInstant } from '../../fhir/instant.ts';
import { toMistake, type Violation, withSuggestion } from '../../schema/explain-errors.ts';
import type { Mistake } from '../../schema/mistake.ts';
import { validator } from '../../schema/validator.ts';
import { suggestDefects } from '../defects/ids.ts';
import { calendarOf } from '../domain/agenda/calendar.ts';
import { findAmbiguity, minutesOf, parseMoment } from '../domain/agenda/moment.ts';
import { durationMs } from '../domain/duration.ts';
import { createDayTests } from './schedule-rules.ts';
import {
  type CallbackAuthorization,
  type CallbackTls,
  type Configuration,
  configurationSchema,
  type OrganizationConfiguration,
  practitionersOf,
  type ScheduleConfiguration,
  UNKNOWN_PATIENT,
} from './schema.ts';
import { weekdayName, weekdays } from './weekdays.ts';

const configurationShape = validator(configurationSchema, { all: true });

type Path = readonly (string | number)[];

/** Returns all mistakes in a configuration. */
export function checkConfiguration(value: unknown): readonly Mistake[] {
  const violations = configurationShape.violations(value);
  if (violations.length > 0) return violations.map((violation) => describeMistake(violation, value));
  const { organizations, store, callbackTls, callbackAuthorization, authorizationServer } = value as Configuration;
  return [
    ...checkCallbackTls(callbackTls),
    ...(authorizationServer ? [] : checkCallbackAuthorization(callbackAuthorization)),
    ...findDuplicates(organizations, 'agb', ['organizations'], 'a unique AGB code'),
    ...organizations.flatMap((organization, index) => checkMeaning(organization, ['organizations', index])),
    ...(typeof store === 'object' && store.identities === 'pseudonyms'
      ? organizations.flatMap((organization, index) => checkIdentities(organization, ['organizations', index]))
      : []),
  ];
}

/** Returns the BSNs of a configuration that a store with pseudonyms cannot keep, because they may be those of people. */
export function checkIdentities({ patients = [] }: OrganizationConfiguration, path: Path = []): readonly Mistake[] {
  const message =
    'expected a BSN for tests, which begins with 9999, because the identities of the store are pseudonyms';
  return patients.flatMap(({ bsn }, index) =>
    bsn === undefined || isTestBsn(bsn) ? [] : [{ path: [...path, 'patients', index, 'bsn'], message }],
  );
}

function checkCallbackTls({ clientCert, clientKey }: CallbackTls = {}): readonly Mistake[] {
  if ((clientCert === undefined) === (clientKey === undefined)) return [];
  const [given, missing] = clientKey === undefined ? ['clientCert', 'clientKey'] : ['clientKey', 'clientCert'];
  return [{ path: ['callbackTls', given], message: `expected ${missing} beside it, got a client certificate in part` }];
}

function checkCallbackAuthorization(settings: CallbackAuthorization | undefined): readonly Mistake[] {
  if (!settings || settings.issuer !== undefined || settings.tokenUrl !== undefined) return [];
  const message = 'expected issuer, tokenUrl, or the key authorizationServer beside it, got nothing of these';
  return [{ path: ['callbackAuthorization'], message }];
}

/** Returns all mistakes in the configuration of an organization. */
export function checkOrganization(value: unknown): readonly Mistake[] {
  // Uses the schema of a whole configuration, so that only one schema is compiled.
  const mistakes = checkConfiguration({ organizations: [value] });
  return mistakes.map((mistake) => ({ ...mistake, path: mistake.path.slice(2) }));
}

/** The keys whose values no message repeats. */
const SECRETS: ReadonlySet<string> = new Set(['bsn', 'clientSecret', 'jwks']);
/** A URL with a password, or with a user that may be one. */
const CREDENTIALS = /:\/\/.*@/;

/** Adds the value at its place to a violation, unless it may be a BSN or a secret. */
export function describeMistake(violation: Violation, root: unknown): Mistake {
  const mistake = toMistake(violation);
  if (mistake.atKey === true) return mistake;
  const found = findValue(violation, root);
  const isSecret = violation.path.some((part) => SECRETS.has(String(part)));
  const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  const isShown = isScalar && !isSecret && !CREDENTIALS.test(String(found)) && !/, got /.test(violation.message);
  const got = isShown ? `, got ${JSON.stringify(found).slice(0, 80)}` : '';
  return { path: violation.path, message: explainViolation(violation, root, violation.message + got) };
}

/**
 * Returns the message of a violation with its remedy. Of an unknown defect, that may be what replaces it.
 * @param message replaces the message of the violation
 */
export function explainViolation(violation: Violation, root: unknown, message = violation.message): string {
  const found = findValue(violation, root);
  const isUnknownDefect = violation.keyword === 'enum' && violation.path.at(-2) === 'defects';
  if (typeof found === 'string' && isUnknownDefect) return `${message}; ${suggestDefects(found)}`;
  return withSuggestion(violation, message);
}

function findValue({ path }: Violation, root: unknown): unknown {
  let found = root;
  for (const part of path) found = (found as Record<string | number, unknown> | undefined)?.[part];
  return found;
}

function findDuplicates<Name extends string>(
  items: readonly { readonly [Key in Name]?: string }[],
  name: Name,
  path: Path,
  expected: string,
): readonly Mistake[] {
  const firsts = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = item[name];
    if (key === undefined) return [];
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, index);
      return [];
    }
    const message = `expected ${expected}, got '${key}' again (first at [${first}])`;
    return [{ path: [...path, index, name], message }];
  });
}

function checkMeaning(organization: OrganizationConfiguration, path: Path): readonly Mistake[] {
  const { appointmentTypes: types, schedules, patients = [], officeHours = [], faults = [] } = organization;
  const codes = new Set(types.map(({ code }) => code));
  return [
    ...findDuplicates(types, 'code', [...path, 'appointmentTypes'], 'a unique code'),
    ...findDuplicates(schedules, 'id', [...path, 'schedules'], 'a unique schedule id'),
    ...findDuplicates(patients, 'id', [...path, 'patients'], 'a unique patient id'),
    ...findDuplicates(faults, 'id', [...path, 'faults'], 'a unique fault id'),
    ...checkLoggedIn(organization, path),
    ...checkPractitioners(schedules, path),
    ...officeHours.flatMap(({ from, to }, index) => checkInterval(from, to, [...path, 'officeHours', index])),
    ...(organization.closures ?? []).flatMap((closure, index) => checkClosure(closure, [...path, 'closures', index])),
    ...schedules.flatMap((schedule, index) =>
      checkSchedule(schedule, codes, organization, [...path, 'schedules', index]),
    ),
    ...checkBounds(organization, path),
  ];
}

function checkLoggedIn({ loggedInPatient, patients = [] }: OrganizationConfiguration, path: Path): readonly Mistake[] {
  const known = [...patients.map(({ id }) => id), UNKNOWN_PATIENT];
  if (loggedInPatient === undefined || known.includes(loggedInPatient)) return [];
  const message = `expected the id of one of patients, or ${UNKNOWN_PATIENT}, got '${loggedInPatient}'`;
  return [{ path: [...path, 'loggedInPatient'], message }];
}

function checkInterval(from: string, to: string, path: Path): readonly Mistake[] {
  if (minutesOf(from) < minutesOf(to)) return [];
  return [{ path: [...path, 'to'], message: `expected a time after ${from}, got ${to}` }];
}

/** Compares absolute days; relative days depend on the clock. */
function checkClosure(closure: { readonly from: string; readonly to?: string }, path: Path): readonly Mistake[] {
  const { from, to } = closure;
  const absolute = /^\d/;
  if (to === undefined || !absolute.test(from) || !absolute.test(to) || from <= to) return [];
  return [{ path: [...path, 'to'], message: `expected a day not before ${from}, got ${to}` }];
}

function checkPractitioners(schedules: readonly ScheduleConfiguration[], path: Path): readonly Mistake[] {
  const named = new Map<string, string>();
  return schedules.flatMap((schedule, index) => {
    return practitionersOf(schedule).flatMap((person) => {
      const known = named.get(person.id);
      if (person.name !== undefined) named.set(person.id, known ?? person.name);
      if (known === undefined || person.name === undefined || known === person.name) return [];
      const message = `expected practitioner '${person.id}' to have one name, got '${person.name}' beside '${known}'`;
      return [{ path: [...path, 'schedules', index, 'practitioner'], message }];
    });
  });
}

function checkSchedule(
  schedule: ScheduleConfiguration,
  codes: ReadonlySet<string>,
  organization: OrganizationConfiguration,
  path: Path,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const taken: { from: number; to: number; weekday: number; index: number }[] = [];
  const hours = schedule.hours ?? [];
  hours.forEach(({ days, from, to, type }, index) => {
    const at = [...path, 'hours', index];
    mistakes.push(...checkInterval(from, to, at), ...checkType(type, codes, at));
    const [start, end] = [minutesOf(from), minutesOf(to)];
    const minutes = organization.appointmentTypes.find(({ code }) => code === type)?.minutes ?? 0;
    if (start < end && end - start < minutes) {
      const message = `expected at least the ${minutes} minutes of '${type}', got ${end - start} minutes`;
      mistakes.push({ path: at, message });
    }
    for (const weekday of weekdays(days)) {
      const overlapping = taken.find((span) => span.weekday === weekday && start < span.to && span.from < end);
      if (overlapping) {
        const message = `expected hours that do not overlap, got ${weekdayName(weekday)} ${from}-${to} over hours[${overlapping.index}]`;
        mistakes.push({ path: at, message });
        break;
      }
    }
    for (const weekday of weekdays(days)) taken.push({ from: start, to: end, weekday, index });
  });
  const { breaks = [], closures = [], slots = [] } = schedule;
  return [
    ...mistakes,
    ...breaks.flatMap(({ from, to }, index) => checkInterval(from, to, [...path, 'breaks', index])),
    ...closures.flatMap((closure, index) => checkClosure(closure, [...path, 'closures', index])),
    ...slots.flatMap(({ type }, index) => checkType(type, codes, [...path, 'slots', index])),
    ...checkSlotStarts(schedule, organization, path),
  ];
}

/** Checks that each explicit slot starts at a time that occurs once. A relative date is known if the clock is configured. */
function checkSlotStarts(
  { slots = [], timeZone: ownZone }: ScheduleConfiguration,
  organization: OrganizationConfiguration,
  path: Path,
): readonly Mistake[] {
  const { timeZone = 'Europe/Amsterdam', clock } = organization;
  const local = slots.map(({ start }, index) => ({ start, index, moment: parseMoment(start) }));
  const candidates = local.filter(({ moment }) => moment?.day && ('date' in moment.day || clock?.now !== undefined));
  if (candidates.length === 0) return [];
  const calendar = calendarOf(ownZone ?? timeZone);
  const now = parseInstant(clock?.now ?? '') ?? instant(0);
  const { openOn } = createDayTests(organization, calendarOf(timeZone), now);
  return candidates.flatMap(({ start, index, moment }) => {
    const expected = moment && findAmbiguity(moment, calendar.dayAt(now), calendar, openOn);
    const message = `expected ${expected}, got '${start}'`;
    return expected === undefined ? [] : [{ path: [...path, 'slots', index, 'start'], message }];
  });
}

function checkType(type: string, codes: ReadonlySet<string>, path: Path): readonly Mistake[] {
  if (codes.has(type)) return [];
  const known = codes.size > 0 ? [...codes].join(', ') : 'appointmentTypes is empty';
  return [{ path: [...path, 'type'], message: `expected the code of an appointment type (${known}), got '${type}'` }];
}

/** Checks the durations of approvals and faults. */
function checkBounds({ appointmentTypes, faults }: OrganizationConfiguration, path: Path): readonly Mistake[] {
  return [
    ...appointmentTypes.flatMap(({ approval }, index) =>
      findInvertedBounds(approval, [...path, 'appointmentTypes', index, 'approval']),
    ),
    ...findInvertedBounds(faults, [...path, 'faults']),
  ];
}

/** Returns the uniform distributions in a value whose lower bound is above the upper one. */
export function findInvertedBounds(value: unknown, path: Path = []): readonly Mistake[] {
  if (typeof value !== 'object' || value === null) return [];
  const { uniform } = value as { uniform?: { from: string; to: string } };
  const isInverted = uniform !== undefined && durationMs(uniform.from) > durationMs(uniform.to);
  return [
    ...(isInverted
      ? [
          {
            path: [...path, 'uniform', 'to'],
            message: `expected a duration of at least ${uniform.from}, got ${uniform.to}`,
          },
        ]
      : []),
    ...Object.entries(value).flatMap(([key, inner]) =>
      findInvertedBounds(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}
