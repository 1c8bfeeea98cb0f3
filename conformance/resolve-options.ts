import { IANAZone } from 'luxon';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import { isBsn } from '../fhir/bsn.ts';
import { CheckOptionError, type CheckOptions, type ResolvedCheckOptions, type TestPatient } from './options.ts';
import { realSystem } from './system.ts';

/** As far as a timer can count. */
const LARGEST = 2_147_483_647;

/**
 * Fills in the defaults.
 * @throws CheckOptionError for the first option that cannot be used
 */
export function resolveCheckOptions(options: CheckOptions): ResolvedCheckOptions {
  const { category, type, timeZone = 'Europe/Amsterdam', maxBookings = 12, allowBooking = false } = options;
  const baseUrl = checkedBase(options.baseUrl);
  const organization = checkedAgb('organization', options.organization);
  const other = options.otherOrganization;
  const otherOrganization = other === undefined ? undefined : checkedAgb('otherOrganization', other);
  if (otherOrganization === organization) {
    throw new CheckOptionError('otherOrganization', 'another organization than the one that is checked', other);
  }
  if (category !== undefined && !/^[^|\s]+\|[^|\s]+$/.test(category)) {
    throw new CheckOptionError('category', "a token 'system|value'", category);
  }
  for (const option of ['type', 'approvalType'] as const) {
    const value = options[option];
    if (value !== undefined && !/^(?:[^|]+\|)?[^|]+$/.test(value)) {
      throw new CheckOptionError(option, "a code, or 'system|code'", value);
    }
  }
  checkPatient(options.patient);
  if (allowBooking && options.patient === undefined) {
    throw new CheckOptionError('patient', 'the test patient that bookings are made for', undefined);
  }
  if (!IANAZone.isValidZone(timeZone)) throw new CheckOptionError('timeZone', 'an IANA time zone', timeZone);
  for (const option of ['timeoutMs', 'maxBytes', 'maxBookings', 'approvalTimeoutMs'] as const) {
    const value = options[option];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= LARGEST)) {
      throw new CheckOptionError(option, `a whole number from 1 to ${LARGEST}`, value);
    }
  }
  if (!canBeSent(options.headers)) throw new CheckOptionError('headers', 'headers that HTTP allows', 'others');
  const { token } = options;
  if (typeof token === 'string' && !canBeSent({ authorization: `Bearer ${token}` })) {
    throw new CheckOptionError('token', 'a token that HTTP allows in a header', 'another');
  }
  return {
    baseUrl,
    organization,
    otherOrganization,
    category,
    type,
    patient: options.patient,
    allowBooking,
    maxBookings,
    timeZone,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? 20 * 1024 * 1024,
    token,
    headers: options.headers ?? {},
    only: options.only ?? [],
    skip: options.skip ?? [],
    callbacks: options.callbacks,
    approvalTimeoutMs: options.approvalTimeoutMs ?? 120_000,
    onApprovalNeeded: options.onApprovalNeeded,
    approvalType: options.approvalType,
    runFile: options.runFile ?? { append: () => undefined },
    nameOption: options.nameOption ?? ((name) => name),
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal ?? new AbortController().signal,
    system: options.system ?? realSystem,
  };
}

function checkedBase(text: string): string {
  const base = text.replace(/\/+$/, '');
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new CheckOptionError('baseUrl', 'an http(s) url', text);
  }
  const { username, password, search, hash } = new URL(base);
  if (username !== '' || password !== '') {
    throw new CheckOptionError('baseUrl', 'an http(s) url without user and password', 'one that has them');
  }
  if (search !== '' || hash !== '') throw new CheckOptionError('baseUrl', 'an http(s) url without query', text);
  return base;
}

function checkedAgb(option: 'organization' | 'otherOrganization', text: string): Agb {
  const agb = parseAgb(text);
  if (agb === undefined) throw new CheckOptionError(option, 'an AGB code of eight digits', text);
  return agb;
}

/** What is wrong with a patient is told without repeating it. */
function checkPatient(patient: TestPatient | undefined): void {
  if (patient === undefined) return;
  const wrong = (part: keyof TestPatient, expected: string): CheckOptionError =>
    new CheckOptionError('patient', expected, 'another', part);
  if (!/^(?:https?:\/\/\S+\/)?Patient\/[A-Za-z0-9\-.]{1,64}$/.test(patient.reference)) {
    throw wrong('reference', "a reference 'Patient/…'");
  }
  if (patient.display.trim() === '') throw wrong('display', 'a display that is not empty');
  if (patient.bsn !== undefined && !isBsn(patient.bsn))
    throw wrong('bsn', 'a BSN of nine digits that passes the eleven test');
}

function canBeSent(headers: Readonly<Record<string, string>> | undefined): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}
