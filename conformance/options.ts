/**
 * The options of a check, one entry each. Types, validation, defaults and the options in a report follow from the entry;
 * so do the flag, its help text, the key of the configuration file, its schema and the docs (cli/library-options.ts).
 *
 * To add an option:
 * 1. Add an entry to `CHECK_OPTIONS`. `foo` of type integer becomes `--foo <number>`, and `fooMs` becomes `--foo <seconds>`.
 * 2. Use it: `options.foo`, which has the default filled in.
 * 3. Run `npm run docs`.
 * Where the command line is to differ (a placeholder, an environment variable), say so in cli/library-options.ts.
 * An option of the command line alone is an entry of `OWN_OPTIONS` in cli/check/options.ts.
 */

import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import type { Agb } from '../fhir/agb.ts';
import { agbString, bsnString } from '../fhir/formats.ts';
import {
  DATE_FORMATS,
  DATE_PARAMETERS,
  dateFormatSchema,
  dateParameterSchema,
  ORGANIZATION_FORMATS,
  ORGANIZATION_HEADERS,
  organizationFormatSchema,
  organizationHeaderSchema,
  PRACTITIONER_STATUSES,
  practitionerStatusSchema,
  READ_BACKS,
  readBackSchema,
} from '../fhir/open-readings.ts';
import { dialectSchema } from '../fhir/resources/dialect.ts';
import { isTimeZone } from '../fhir/time-zone.ts';
import { httpUrlString } from '../schema/formats.ts';
import { array, boolean, integer, record, type Schema, string } from '../schema/schema.ts';
import type { RunFile } from './bookings/run-file.ts';
import type { CallbackListener } from './callback-listener.ts';
import type { PreflightNote } from './preflight/note.ts';
import type { CheckResult } from './report/report.ts';
import type { CheckSystem } from './system.ts';
import type { TestTokens } from './test-tokens.ts';

/** The patient that bookings are made for: one that the XIS knows and that exists for tests only. */
export interface TestPatient {
  /** `Patient/…`, as the XIS knows it; without it, the patient is found by its BSN (PT-1). */
  readonly reference?: string;
  readonly display: string;
  readonly bsn?: string;
}

/** A test patient whose reference is known. */
export type KnownPatient = TestPatient & { readonly reference: string };

/** An appointment that waits for the practice. */
export interface ApprovalRequest {
  /** The logical id in the XIS. */
  readonly appointment: string;
  /** The decision that the practice has to make. */
  readonly decision: 'accepted' | 'declined';
  /** Start and practitioner, by which to find it in an agenda. */
  readonly start: string;
  readonly practitioner: string;
  /** Time-out of the wait for it, in real milliseconds: for a countdown. */
  readonly timeoutMs: number;
  /** Aborts when the callback has arrived, or the wait is over. */
  readonly signal: AbortSignal;
}

/** A change that the practice has to make to an appointment of the test patient. */
export interface ChangeRequest {
  readonly change: 'make' | 'move' | 'cancel';
  /** The logical id in the XIS; undefined for an appointment that is yet to be made. */
  readonly appointment?: string;
  /** Of the appointment to move or cancel, or of the free slot for the one to make. */
  readonly start: string;
  readonly practitioner: string;
  /** The code of the appointment type. */
  readonly type: string;
  /** The id of the schedule, where the slot has one. */
  readonly schedule?: string;
  /** The new start of an appointment to move: that of a free slot. */
  readonly newStart?: string;
  /** `Patient/…`, for whom the appointment is. */
  readonly patient: string;
  /** Time-out of the wait for it, in real milliseconds: for a countdown. */
  readonly timeoutMs: number;
  /** Aborts when the update has arrived, or the wait is over. */
  readonly signal: AbortSignal;
}

/** `changed`: the practice has certainly made the change; `unknown`: it was requested, and may be missing. */
export type ChangeOutcome = 'changed' | 'unknown';

/** `decided`: the practice has certainly decided so; `unknown`: the decision was requested, and may be missing. */
export type ApprovalOutcome = 'decided' | 'unknown';

/** Something that a run waits for. */
export interface Wait {
  /** Who acts: the practice, which makes a decision or a change, the XIS, or the source of tokens. */
  readonly from: 'practice' | 'xis' | 'tokens';
  /** For the user: `the approval of appointment 12`. */
  readonly text: string;
  /** In real milliseconds. */
  readonly timeoutMs: number;
}

/** An event of a running check. */
export type Progress =
  /** Before the first check. */
  | { readonly kind: 'preflight'; readonly notes: readonly PreflightNote[] }
  | { readonly kind: 'check-started'; readonly id: string; readonly title: string; readonly total: number }
  | { readonly kind: 'check-finished'; readonly result: CheckResult; readonly done: number; readonly total: number }
  /** While the run waits: at the start, and every few seconds. Of waits at the same time, it is the last one. */
  | ({ readonly kind: 'waiting'; readonly remainingMs: number } & Pick<Wait, 'from' | 'text'>)
  /** When the run waits no longer. */
  | { readonly kind: 'waited' }
  /** After the last check, before the teardown. */
  | { readonly kind: 'cleaning-up' };

/** What an option is, beside its type. */
interface OptionDetails<T> {
  /** A sentence for help texts, editors and docs. */
  readonly description: string;
  /** The valid values, for error texts. */
  readonly expected: string;
  readonly default?: T;
  readonly isRequired?: true;
  /** Whether it is a secret: no message has the value, and a report only that it is set, unless `show` formats it. */
  readonly isSecret?: true;
  /** Options that this one cannot do without. */
  readonly requires?: readonly string[];
  /** Returns what else is expected of a value that fits the schema, or undefined when it is valid. */
  check?(value: T): string | undefined;
  /** Formats the value for a report, or leaves it out. */
  show?(value: T, all: Readonly<Record<string, unknown>>): string | undefined;
}

/** An option that a command line or a file can give. */
export interface Option extends Omit<OptionDetails<never>, 'default'> {
  readonly schema: Schema<unknown>;
  readonly default?: unknown;
}

function option<T, D extends OptionDetails<T>>(details: { readonly schema: Schema<T> } & D) {
  return details;
}

/** As far as a timer can count. */
const MAX_INTEGER = 2_147_483_647;
const WHOLE_NUMBER = {
  schema: integer({ minimum: 1, maximum: MAX_INTEGER }),
  expected: `a whole number from 1 to ${MAX_INTEGER}`,
};
const AGB = { schema: agbString(), expected: 'an 8-digit AGB code' };
const CODE = { schema: string({ pattern: '^(?:[^|]+\\|)?[^|]+$' }), expected: "a code, or 'system|code'" };
const PATTERNS = { schema: array(string({ minLength: 1 })), expected: 'a list of patterns', default: [] };
const PATTERN = 'ids, suites, clauses or needs of checks; * matches any text';
const neverShown = (): undefined => undefined;
const oneOfText = (forms: readonly string[]): string => forms.join(' or ');

/** A function is called before each request; after a 401 it gets the token that was refused, to return another one. */
const TOKEN = {
  schema: string() as Schema<string | ((refused?: string) => string | Promise<string>)>,
  expected: 'a token that HTTP allows in a header',
  isSecret: true,
  check: (token: string | ((refused?: string) => string | Promise<string>)) =>
    typeof token === 'function' || areHeaders({ authorization: `Bearer ${token}` })
      ? undefined
      : 'a token that HTTP allows in a header',
} as const;

const PATIENT_REFERENCE = {
  schema: string({ pattern: '^(?:https?://\\S+/)?Patient/[A-Za-z0-9.-]{1,64}$' }),
  expected: "a reference 'Patient/…'",
  isSecret: true,
  show: (reference: string) => reference,
} as const;
const PATIENT_NAME = {
  schema: string({ pattern: '\\S' }),
  expected: 'a name that is not empty',
  isSecret: true,
  show: neverShown,
} as const;
const PATIENT_BSN = {
  schema: bsnString(),
  expected: 'a BSN of nine digits that passes the eleven test',
  isSecret: true,
} as const;

export const CHECK_OPTIONS = {
  baseUrl: option({
    description: 'FHIR base of the XIS.',
    schema: httpUrlString(),
    expected: 'an http(s) url',
    isRequired: true,
    check: checkBase,
    // The report has it elsewhere.
    show: neverShown,
  }),
  organization: option({ description: 'AGB code of the practice.', ...AGB, isRequired: true }),
  otherOrganization: option({
    description: 'AGB code of another practice in the same XIS: to check that the XIS keeps the two apart.',
    ...AGB,
  }),
  category: option({
    description: "Service category that narrows the appointment types, 'system|value', as configured in Spreekuur.nl.",
    schema: string({ pattern: '^[^|\\s]+\\|[^|\\s]+$' }),
    expected: "a token 'system|value'",
  }),
  type: option({
    description: "Appointment type to search slots by, a code or 'system|code'. Without it: the first with free slots.",
    ...CODE,
  }),
  approvalType: option({
    description: "Appointment type that needs approval, a code or 'system|code'. Without it: found by trial bookings.",
    ...CODE,
  }),
  'patient.reference': option({
    description: "Test patient for whom appointments are made, 'Patient/…'. Without it: found by the BSN.",
    ...PATIENT_REFERENCE,
  }),
  'patient.display': option({ description: 'Name of the test patient.', ...PATIENT_NAME }),
  'patient.bsn': option({
    description: 'BSN of the test patient, by which an appointment is cancelled.',
    ...PATIENT_BSN,
  }),
  'otherPatient.reference': option({
    description:
      "Second test patient, 'Patient/…' as the XIS knows it: books a slot that the first one has, and tries to cancel for the first one. Without it: found by the BSN, with that patient's token.",
    ...PATIENT_REFERENCE,
    requires: ['otherPatient.bsn'],
  }),
  'otherPatient.display': option({ description: 'Name of the second test patient.', ...PATIENT_NAME }),
  'otherPatient.bsn': option({
    description: 'BSN of the second test patient.',
    ...PATIENT_BSN,
  }),
  organizationHeader: option({
    description: 'Name of the organization header (TR-2).',
    schema: organizationHeaderSchema,
    expected: oneOfText(ORGANIZATION_HEADERS),
  }),
  organizationFormat: option({
    description: 'Form of the AGB code in that header (TR-2).',
    schema: organizationFormatSchema,
    expected: oneOfText(ORGANIZATION_FORMATS),
  }),
  dateFormat: option({
    description: 'Form of the dates of a slot search (SL-9).',
    schema: dateFormatSchema,
    expected: oneOfText(DATE_FORMATS),
  }),
  dateParameter: option({
    description: 'Name of the date parameter of a slot search (SL-9).',
    schema: dateParameterSchema,
    expected: oneOfText(DATE_PARAMETERS),
  }),
  practitionerStatus: option({
    description: 'Status of the practitioner in a booking (AP-4).',
    schema: practitionerStatusSchema,
    expected: oneOfText(PRACTITIONER_STATUSES),
  }),
  dialect: option({
    description: 'Shapes of the bodies that are sent, which the verdict is on.',
    schema: dialectSchema,
    expected: 'published or r4',
    default: 'published' as const,
  }),
  readBack: option({
    description: 'How an appointment is read back (CN-1).',
    schema: readBackSchema,
    expected: oneOfText(READ_BACKS),
  }),
  timeZone: option({
    description: 'Time zone of the practice, in which days and weeks begin.',
    schema: string(),
    expected: 'an IANA time zone',
    default: 'Europe/Amsterdam',
    check: (zone) => (isTimeZone(zone) ? undefined : 'an IANA time zone'),
  }),
  timeoutMs: option({ description: 'Time-out of each request to the XIS.', ...WHOLE_NUMBER, default: 10_000 }),
  concurrency: option({
    description:
      'Maximum number of requests that only read at the same time; 1 for a XIS that serves one after another.',
    schema: integer({ minimum: 1, maximum: 8 }),
    expected: 'a whole number from 1 to 8',
    default: 4,
    show: (count) => (count === 4 ? undefined : String(count)),
  }),
  maxBytes: option({
    description: 'Maximum size of a response, in bytes.',
    ...WHOLE_NUMBER,
    default: 20 * 1024 * 1024,
    show: neverShown,
  }),
  token: option({ description: "Bearer token, sent as 'Authorization: Bearer'.", ...TOKEN }),
  otherToken: option({
    description: 'Bearer token of the second test patient, for the requests in the name of that patient.',
    ...TOKEN,
    requires: ['otherPatient.bsn'],
  }),
  headers: option({
    description: "Additional header of each request, 'Name: value'.",
    schema: record(string()),
    expected: 'headers that HTTP allows',
    default: {},
    isSecret: true,
    check: (headers) => (areHeaders(headers) ? undefined : 'headers that HTTP allows'),
    show: (headers) => Object.keys(headers).join(', '),
  }),
  allowBooking: option({
    description: 'Create appointments for the test patient, and cancel them at the end. Without it, only read.',
    schema: boolean(),
    expected: 'true or false',
    default: false,
    requires: ['patient.bsn'],
  }),
  maxBookings: option({
    description: 'Maximum number of appointments to create.',
    ...WHOLE_NUMBER,
    default: 16,
    show: (count, { allowBooking }) => (allowBooking ? String(count) : undefined),
  }),
  approvalTimeoutMs: option({
    description: 'Time-out of each approval and its callback.',
    ...WHOLE_NUMBER,
    default: 120_000,
    show: neverShown,
  }),
  only: option({ description: `Run only these checks: ${PATTERN}.`, ...PATTERNS }),
  skip: option({ description: `Leave out these checks: ${PATTERN}.`, ...PATTERNS }),
};

/** Returns why a URL cannot be the base of a XIS. */
function checkBase(url: string): string | undefined {
  const { username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '') return 'an http(s) url without user and password';
  return search !== '' || hash !== '' ? 'an http(s) url without query' : undefined;
}

/** Returns whether HTTP allows these headers. */
function areHeaders(headers: Readonly<Record<string, string>>): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

type Flat<T> = { [K in keyof T]: T[K] };
type Table = typeof CHECK_OPTIONS;
type Value<K extends keyof Table> = Table[K] extends { readonly schema: Schema<infer T> } ? T : never;
/** The parts of a patient are one option of the library. */
type Key = Exclude<keyof Table, `${'patient' | 'otherPatient'}.${string}`>;
type RequiredKey = { [K in Key]: Table[K] extends { readonly isRequired: true } ? K : never }[Key];
type KeyWithDefault = { [K in Key]: Table[K] extends { readonly default: unknown } ? K : never }[Key];

/** The functions and objects by which the caller takes part in a check. */
interface CheckHooks {
  readonly patient?: TestPatient;
  /** A second patient, who wants what the first one has; without one, the first one books twice. */
  readonly otherPatient?: TestPatient;
  /** An authorization server that the XIS trusts: issues the tokens by which its authentication is checked (AU). */
  readonly testTokens?: TestTokens;
  /** Receives the callbacks of the XIS. */
  readonly callbacks?: CallbackListener;
  /**
   * Decides an appointment in the XIS, while its callback is already waited for. After `decided`, a missing callback is a
   * failure of the XIS; otherwise it is only missing. When it throws, its message is the reason.
   */
  readonly onApprovalNeeded?: (request: ApprovalRequest) => ApprovalOutcome | Promise<ApprovalOutcome>;
  /**
   * Has the practice change an appointment in the XIS, while the update is already waited for. After `changed`, a missing
   * update is a failure of the XIS; otherwise it is only missing. When it throws, its message is the reason.
   */
  readonly onChangeNeeded?: (request: ChangeRequest) => ChangeOutcome | Promise<ChangeOutcome>;
  /** Records bookings before they are made. */
  readonly runFile?: RunFile;
  /** Ends the run early: the current check is finished, the remaining ones are blocked. */
  readonly signal?: AbortSignal;
  /** Called at every step. */
  readonly onProgress?: (progress: Progress) => void;
  /** Returns the name of an option for texts: a command line writes `--allow-booking`. Default: the library's own name. */
  readonly nameOption?: (name: CheckOptionName) => string;
  /** Clock, network and random ids. */
  readonly system?: CheckSystem;
}

/** The options of a check; `CHECK_OPTIONS` describes them. */
export interface CheckOptions
  extends Flat<{ readonly [K in RequiredKey]: Value<K> } & { readonly [K in Exclude<Key, RequiredKey>]?: Value<K> }>,
    CheckHooks {}

/** An option that a text can name: an option of the library, or a part of the patient. */
export type CheckOptionName = keyof Table | keyof CheckHooks;

type Optional = 'patient' | 'otherPatient' | 'testTokens' | 'callbacks' | 'onApprovalNeeded' | 'onChangeNeeded';

/** The options with every default filled in. */
export interface ResolvedCheckOptions
  extends Flat<
      { readonly [K in Exclude<RequiredKey, 'organization'> | KeyWithDefault]: Value<K> } & {
        readonly [K in Exclude<Key, RequiredKey | KeyWithDefault | 'otherOrganization'>]: Value<K> | undefined;
      }
    >,
    Flat<{ readonly [K in Optional]: CheckHooks[K] | undefined }>,
    Required<Omit<CheckHooks, Optional>> {
  readonly organization: Agb;
  readonly otherOrganization: Agb | undefined;
}

/** An option that cannot be used. The message has its name, the expected values and (but for secrets) the value. */
export class CheckOptionError extends XisTestkitError {
  override readonly name = 'CheckOptionError';
  readonly code = 'invalid-option';
  readonly option: CheckOptionName;
  /** The message without the name of the option. */
  readonly problem: string;

  /** @param remedy follows the value, for instance `did you mean slots?` */
  constructor(option: CheckOptionName, expected: string, got: unknown, remedy?: string) {
    const found = got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80);
    const problem = `expected ${expected}, got ${found}${remedy === undefined ? '' : `; ${remedy}`}`;
    super(`${option}: ${problem}`);
    this.option = option;
    this.problem = problem;
  }
}
