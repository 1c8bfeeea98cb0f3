import { IANAZone } from 'luxon';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import type { Dialect } from '../fhir/resources/dialect.ts';
import { type EngineSystem, realSystem } from './system.ts';
import type { Language } from './texts.ts';

/** What a booking engine is made with. */
export interface BookingEngineOptions {
  /** The FHIR base of the XIS. */
  readonly xis: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The service category that narrows the appointment types, `system|value`, as configured in Spreekuur.nl (AT-2). */
  readonly serviceCategory?: string;
  /** The types that are configured in Spreekuur.nl, as codes or `system|code`; without it, all that the XIS offers (AT-4). */
  readonly configuredTypes?: readonly string[];
  /** The practice's time zone, in which weeks begin and end (SL-13). */
  readonly timeZone?: string;
  /** The shapes that are sent. */
  readonly dialect?: Dialect;
  /** Whether a booking names its slot, which the published body does not (AP-2). */
  readonly sendSlot?: boolean;
  /** What a 201 without a body means (AP-11). */
  readonly answerWithoutBody?: 'approved' | 'pending';
  /** Of the texts for the patient. */
  readonly language?: Language;
  /** Sent as `Authorization: Bearer`; a function is asked before every request. */
  readonly token?: string | (() => string | Promise<string>);
  /** More headers for every request to the XIS. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long an answer may take, in real milliseconds. */
  readonly timeoutMs?: number;
  /** How long an answer may be, in bytes. */
  readonly maxBytes?: number;
  /** How many pages of one search are followed (SL-18). */
  readonly maxPages?: number;
  /** Told of every error that Spreekuur.nl would log; redacted. */
  readonly logError?: (message: string) => void;
  readonly system?: EngineSystem;
}

/** The options with every default filled in. */
export interface ResolvedOptions
  extends Required<Omit<BookingEngineOptions, 'serviceCategory' | 'configuredTypes' | 'token' | 'organization'>> {
  readonly organization: Agb;
  readonly serviceCategory: string | undefined;
  readonly configuredTypes: readonly string[] | undefined;
  readonly token: BookingEngineOptions['token'];
}

/** An option that cannot be used; names it, what was expected, and (but for secrets) what was found. */
export class EngineOptionError extends XisTestkitError {
  override readonly name = 'EngineOptionError';
  readonly code = 'invalid-option';
  readonly option: keyof BookingEngineOptions;

  constructor(option: keyof BookingEngineOptions, expected: string, found: unknown) {
    super(`${option}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 80)}`);
    this.option = option;
  }
}

/** As far as a timer can count. */
const LARGEST = 2_147_483_647;

function canBeSent(headers: Readonly<Record<string, string>> | undefined): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fills in the defaults.
 * @throws EngineOptionError for the first option that cannot be used
 */
export function resolveOptions(options: BookingEngineOptions): ResolvedOptions {
  const { xis, organization, serviceCategory, timeZone = 'Europe/Amsterdam' } = options;
  const base = xis.replace(/\/+$/, '');
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new EngineOptionError('xis', 'an http(s) url', xis);
  }
  const { username, password, search, hash } = new URL(base);
  if (username !== '' || password !== '') {
    throw new EngineOptionError('xis', 'an http(s) url without user and password', 'one that has them');
  }
  if (search !== '' || hash !== '') throw new EngineOptionError('xis', 'an http(s) url without query', xis);
  const agb = parseAgb(organization);
  if (agb === undefined) throw new EngineOptionError('organization', 'an AGB code of eight digits', organization);
  if (serviceCategory !== undefined && !/^[^|\s]+\|[^|\s]+$/.test(serviceCategory)) {
    throw new EngineOptionError('serviceCategory', "a token 'system|value'", serviceCategory);
  }
  if (!IANAZone.isValidZone(timeZone)) throw new EngineOptionError('timeZone', 'an IANA time zone', timeZone);
  for (const option of ['timeoutMs', 'maxBytes', 'maxPages'] as const) {
    const value = options[option];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= LARGEST)) {
      throw new EngineOptionError(option, `a whole number from 1 to ${LARGEST}`, value);
    }
  }
  if (!canBeSent(options.headers)) throw new EngineOptionError('headers', 'headers that HTTP allows', 'others');
  return {
    xis: base,
    organization: agb,
    serviceCategory,
    configuredTypes: options.configuredTypes,
    timeZone,
    dialect: options.dialect ?? 'published',
    sendSlot: options.sendSlot ?? false,
    answerWithoutBody: options.answerWithoutBody ?? 'pending',
    language: options.language ?? 'en',
    token: options.token,
    headers: options.headers ?? {},
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? 20 * 1024 * 1024,
    maxPages: options.maxPages ?? 100,
    logError: options.logError ?? (() => undefined),
    system: options.system ?? realSystem,
  };
}
