import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import {
  DATE_FORMATS,
  DATE_PARAMETERS,
  type DateFormat,
  type DateParameter,
  ORGANIZATION_FORMATS,
  ORGANIZATION_HEADERS,
  type OrganizationFormat,
  type OrganizationHeader,
  PRACTITIONER_STATUSES,
  type PractitionerStatus,
  READ_BACKS,
  type ReadBack,
} from '../fhir/open-readings.ts';
import type { Dialect } from '../fhir/resources/dialect.ts';
import { isTimeZone } from '../fhir/time-zone.ts';
import { type AuthenticationSettings, authenticationSchema } from '../oauth/bearer/settings.ts';
import { redactCredentials } from '../output/redaction.ts';
import { toMistake } from '../schema/explain-errors.ts';
import { isHttpBase } from '../schema/formats.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { validator } from '../schema/validator.ts';
import { createTransport, type Token, type Transport } from '../transport/create-transport.ts';
import { type EngineSystem, realSystem } from './system.ts';
import type { Language } from './texts.ts';

/** The options of a booking engine. */
export interface BookingEngineOptions {
  /** The FHIR base of the XIS. */
  readonly xis: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The service category that narrows the appointment types, `system|value`, as configured in Spreekuur.nl (AT-2). */
  readonly serviceCategory?: string;
  /** The types that are configured in Spreekuur.nl, as codes or `system|code`; default: all types of the XIS (AT-4). */
  readonly configuredTypes?: readonly string[];
  /** The time zone of the practice, for its calendar days (SL-13). */
  readonly timeZone?: string;
  /** The name of the organization header (TR-2). */
  readonly organizationHeader?: OrganizationHeader;
  /** The form of the AGB code in the organization header (TR-2). */
  readonly organizationFormat?: OrganizationFormat;
  /** The form of the dates of a slot search (SL-9). */
  readonly dateFormat?: DateFormat;
  /** The name of the date parameter of a slot search (SL-9). */
  readonly dateParameter?: DateParameter;
  /**
   * The practitioner's status in every booking (AP-4). By default `needs-action` for the types of `approvalTypes` and
   * `accepted` for all others, and the other one after a rejection.
   */
  readonly practitionerStatus?: PractitionerStatus;
  /** The types that need approval, as codes or `system|code`, as configured in Spreekuur.nl (AP-11). */
  readonly approvalTypes?: readonly string[];
  /** How an appointment is read back (CN-1). By default by a read, and by a search where the XIS has no read. */
  readonly readBack?: ReadBack;
  /** The dialect of the request bodies. */
  readonly dialect?: Dialect;
  /** Whether a booking has `slot`, which the published body lacks (AP-2). */
  readonly sendSlot?: boolean;
  /** The meaning of a 201 without the practitioner's status, where Spreekuur.nl has no setting either (AP-11). */
  readonly answerWithoutBody?: 'approved' | 'pending';
  /** The language of the texts for the patient. */
  readonly language?: Language;
  /**
   * The bearer token; a function is called before every request. After a 401 it is called once more, with the token that was
   * refused, and the request is sent with the token that it returns.
   */
  readonly token?: Token;
  /**
   * How the bearer tokens of callbacks are validated (AU-7, AU-8). By default they are not looked at.
   * @example
   * const authentication = { mode: 'jwt', issuer: 'https://login.example', audience: 'spreekuur' } as const;
   * const engine = createBookingEngine({ xis: 'http://localhost:8080/fhir', organization: '01000001', authentication });
   */
  readonly authentication?: AuthenticationSettings;
  /** Additional headers for every request to the XIS. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The time-out of a request, in real milliseconds. */
  readonly timeoutMs?: number;
  /** The maximum length of a response body, in bytes. */
  readonly maxBytes?: number;
  /** The maximum number of pages of one search (SL-18). */
  readonly maxPages?: number;
  /** Receives every error that Spreekuur.nl would log, redacted. */
  readonly logError?: (message: string) => void;
  readonly system?: EngineSystem;
  /**
   * The way to the XIS. `createTransport(realSystem, { retries: true })` sends a request again where that is safe: a read
   * after 429, 502, 503, 504, a time-out or a dropped connection, and any other request after 429. Engines of one XIS may
   * share it. By default each request is sent once.
   */
  readonly transport?: Transport;
}

/** The options whose absence has a meaning. */
type OptionalOption =
  | 'serviceCategory'
  | 'configuredTypes'
  | 'practitionerStatus'
  | 'approvalTypes'
  | 'readBack'
  | 'token'
  | 'authentication';

/** The options with every default filled in. */
export type ResolvedOptions = Required<Omit<BookingEngineOptions, OptionalOption | 'organization'>> & {
  readonly [K in OptionalOption]: BookingEngineOptions[K];
} & { readonly organization: Agb };

/** The values of the options that have a fixed list of them. */
const CHOICES = {
  organizationHeader: ORGANIZATION_HEADERS,
  organizationFormat: ORGANIZATION_FORMATS,
  dateFormat: DATE_FORMATS,
  dateParameter: DATE_PARAMETERS,
  practitionerStatus: PRACTITIONER_STATUSES,
  readBack: READ_BACKS,
  dialect: ['published', 'r4'],
  answerWithoutBody: ['approved', 'pending'],
  language: ['en', 'nl'],
} as const;

/** An invalid option. The message has its name, the expected value and, except for secrets, the actual value. */
export class EngineOptionError extends XisTestkitError {
  override readonly name = 'EngineOptionError';
  readonly code = 'invalid-option';
  readonly option: keyof BookingEngineOptions;

  constructor(option: keyof BookingEngineOptions, expected: string, actual: unknown) {
    super(`${option}: expected ${expected}, got ${JSON.stringify(actual)?.slice(0, 80)}`);
    this.option = option;
  }
}

/** The maximum delay of a timer in Node.js, in milliseconds. */
const MAX_TIMER = 2_147_483_647;

/** Returns whether `fetch` can send headers. */
export function areValidHeaders(headers: Readonly<Record<string, string>> | undefined): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

/**
 * Validates the options and fills in the defaults.
 * @throws EngineOptionError for the first invalid option
 * @throws ConfigurationError when `authentication` has mistakes; lists each with its path
 */
export function resolveOptions(options: BookingEngineOptions): ResolvedOptions {
  const { xis, organization, serviceCategory, timeZone = 'Europe/Amsterdam', system = realSystem } = options;
  const base = xis.replace(/\/+$/, '');
  if (!isHttpBase(base)) {
    throw new EngineOptionError('xis', 'an http(s) URL without user, password and query', redactCredentials(xis));
  }
  const agb = parseAgb(organization);
  if (agb === undefined) throw new EngineOptionError('organization', 'an 8-digit AGB code', organization);
  if (serviceCategory !== undefined && !/^[^|\s]+\|[^|\s]+$/.test(serviceCategory)) {
    throw new EngineOptionError('serviceCategory', "a token 'system|value'", serviceCategory);
  }
  if (!isTimeZone(timeZone)) throw new EngineOptionError('timeZone', 'an IANA time zone', timeZone);
  for (const [option, values] of Object.entries(CHOICES) as [keyof typeof CHOICES, readonly unknown[]][]) {
    const value = options[option];
    if (value !== undefined && !values.includes(value)) throw new EngineOptionError(option, values.join(' or '), value);
  }
  for (const option of ['timeoutMs', 'maxBytes', 'maxPages'] as const) {
    const value = options[option];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= MAX_TIMER)) {
      throw new EngineOptionError(option, `a whole number from 1 to ${MAX_TIMER}`, value);
    }
  }
  checkAuthentication(options.authentication);
  if (!areValidHeaders(options.headers)) throw new EngineOptionError('headers', 'valid HTTP headers', 'invalid ones');
  return {
    xis: base,
    organization: agb,
    serviceCategory,
    configuredTypes: options.configuredTypes,
    timeZone,
    organizationHeader: options.organizationHeader ?? 'X-Organization-Identifier',
    organizationFormat: options.organizationFormat ?? 'token',
    dateFormat: options.dateFormat ?? 'instant',
    dateParameter: options.dateParameter ?? 'schedule.date',
    practitionerStatus: options.practitionerStatus,
    approvalTypes: options.approvalTypes,
    readBack: options.readBack,
    dialect: options.dialect ?? 'published',
    sendSlot: options.sendSlot ?? false,
    answerWithoutBody: options.answerWithoutBody ?? 'pending',
    language: options.language ?? 'en',
    token: options.token,
    authentication: options.authentication,
    headers: options.headers ?? {},
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? 20 * 1024 * 1024,
    maxPages: options.maxPages ?? 100,
    logError: options.logError ?? (() => undefined),
    system,
    transport: options.transport ?? createTransport(system),
  };
}

const authenticationValidator = validator(authenticationSchema, { all: true });

function checkAuthentication(settings: AuthenticationSettings | undefined): void {
  const violations = settings === undefined ? [] : authenticationValidator.violations(settings);
  if (violations.length === 0) return;
  const mistakes = violations.map(toMistake);
  throw new ConfigurationError(mistakes.map((mistake) => ({ ...mistake, path: ['authentication', ...mistake.path] })));
}
