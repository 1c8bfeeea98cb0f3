import type { DetectedForms } from '../../conformance/index.ts';
import {
  type AuthenticationSettings,
  type BookingEngine,
  createBookingEngine,
  createTransport,
  realSystem,
} from '../../engine/index.ts';
import { defined } from '../../schema/defined.ts';
import type { Connection } from '../connection.ts';
import type { Settings } from '../settings.ts';
import { withTokenAdvice } from '../token/expect-token.ts';
import { validationOf } from './callback-tokens.ts';
import type { BOOKING_OPTIONS } from './options.ts';
import { withAdvice } from './with-advice.ts';

type BookingSettings = Settings<typeof BOOKING_OPTIONS>;

/** What an engine is created with, beside the options of the command. */
interface EngineContext {
  readonly connection: Connection;
  readonly forms: DetectedForms;
  /** Ends the waits between the attempts of a request. */
  readonly signal: AbortSignal;
  /** How the tokens of callbacks are validated; undefined where no token is looked at. */
  readonly authentication: AuthenticationSettings | undefined;
  /** Returns milliseconds since the epoch; default: the time of the machine. */
  readonly now?: (() => number) | undefined;
}

/** Creates the booking engine of a patient, whose failures say what to do in the words of the options. */
export function createEngine(
  { values, library, nameOption }: BookingSettings,
  { connection: { network, token, headers, timeoutMs }, forms, signal, authentication, now }: EngineContext,
): BookingEngine {
  const { baseUrl: xis = '', organization = '', category: serviceCategory, timeZone, approvalType } = library;
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = forms;
  const { practitionerStatus, dialect, readBack } = library;
  const approvalTypes = approvalType === undefined ? undefined : [approvalType];
  const system = { ...realSystem, ...network, ...defined({ now }) };
  const engine = createBookingEngine({
    xis,
    organization,
    headers,
    timeoutMs,
    system,
    transport: createTransport(system, { retries: true, signal }),
    organizationHeader,
    organizationFormat,
    dateFormat,
    dateParameter,
    ...defined({ practitionerStatus, approvalTypes, dialect, readBack }),
    ...defined({ token, authentication, serviceCategory, timeZone, language: values.language }),
  });
  return withAdvice(engine, nameOption);
}

/** Returns how the tokens of callbacks are validated; undefined where no token is looked at (AU-7). */
export function findAuthentication(
  { values, nameOption }: BookingSettings,
  { explore }: Connection,
): Promise<AuthenticationSettings | undefined> {
  return withTokenAdvice(async () => validationOf(values, (await explore()).testServer), nameOption);
}
