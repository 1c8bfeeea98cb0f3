import { DateTime } from 'luxon';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type {
  DateFormat,
  DateParameter,
  OrganizationFormat,
  OrganizationHeader,
  PractitionerStatus,
  ReadBack,
} from '../../fhir/open-readings.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { WEEK_DAYS } from '../discovery/window.ts';
import type { Json } from './json.ts';

/** The forms of requests, where the publication leaves them open. A pact has one form; the relay sends the configured one. */
export interface FormOptions {
  /** The name of the organization header (TR-2); default: `X-Organization-Identifier`. */
  readonly organizationHeader?: OrganizationHeader;
  /** The form of the AGB code in that header (TR-2); default: `token`. */
  readonly organizationFormat?: OrganizationFormat;
  /** The form of the dates of a slot search (SL-9); default: `instant`. */
  readonly dateFormat?: DateFormat;
  /** The name of the date parameter of a slot search (SL-9); default: `schedule.date`. */
  readonly dateParameter?: DateParameter;
  /** The practitioner's status in every booking (AP-4); default: by the type, and the other one after a 400 or 422. */
  readonly practitionerStatus?: PractitionerStatus;
  /** The dialect of request bodies; default: `published`. The verdict is on this dialect. */
  readonly dialect?: Dialect;
  /** How an appointment is read back (CN-1); default: by a read, and by a search where the XIS has no read. */
  readonly readBack?: ReadBack;
}

const ORGANIZATION_HEADER = 'X-Organization-Identifier';
const DATE_PARAMETER = 'schedule.date';

/** Returns the headers of a request with the organization in the configured form. Names are in lower case. */
export function formatOrganization(
  headers: Readonly<Record<string, string>>,
  { organizationHeader = ORGANIZATION_HEADER, organizationFormat = 'token' }: FormOptions,
): Readonly<Record<string, string>> {
  const { [ORGANIZATION_HEADER.toLowerCase()]: token, ...others } = headers;
  if (token === undefined) return headers;
  const value = organizationFormat === 'code' ? token.slice(token.lastIndexOf('|') + 1) : token;
  return { ...others, [organizationHeader.toLowerCase()]: value };
}

/**
 * Returns the path and query of a request with its dates in the configured form. A date takes in its whole day, so the 28th
 * day is in the window (SL-25), and a week ends with its seventh day (SL-14).
 */
export function formatDates(
  url: string,
  { dateFormat = 'instant', dateParameter = DATE_PARAMETER }: FormOptions,
  zone: string,
): string {
  const parse = (value: string): DateTime => DateTime.fromISO(decodeURIComponent(value), { zone });
  const from = /[?&]schedule\.date=ge([^&]*)/.exec(url)?.[1];
  return url.replace(
    /([?&])schedule\.date=(ge|le)([^&]*)/g,
    (_pair, separator: string, prefix: string, value: string) => {
      const isWeek = prefix === 'le' && from !== undefined && parse(value).diff(parse(from), 'days').days === WEEK_DAYS;
      const day = parse(value).minus({ days: isWeek ? 1 : 0 });
      const date = dateFormat === 'date' ? day.toISODate() : null;
      return `${separator}${dateParameter}=${prefix}${date ?? value}`;
    },
  );
}

/** Returns the body of a booking or cancellation in a dialect (AP-4, CB-1). A body of another kind is returned unchanged. */
export function formatBody(body: string, dialect: Dialect): string {
  return changeObject(body, (message) => {
    if (Array.isArray(message['participant'])) {
      return { ...message, participant: message['participant'].map((item) => formatParticipant(item, dialect)) };
    }
    return 'participantStatus' in message ? formatResponse(message, dialect) : message;
  });
}

/** Returns the body of a booking with a status of the practitioner (AP-4). */
export function formatPractitionerStatus(body: string, status: PractitionerStatus): string {
  return changeObject(body, (message) => {
    if (!Array.isArray(message['participant'])) return message;
    const participant = message['participant'].map((item) =>
      /(?:^|\/)Patient\//.test(String(item?.actor?.reference)) ? item : { ...item, status },
    );
    return { ...message, participant };
  });
}

/** Moves `required`, which is published inside `actor` and beside it in R4 (AP-4). */
function formatParticipant(
  { actor, required, ...participant }: Json & { readonly actor?: Json },
  dialect: Dialect,
): Json {
  const { required: inside, ...person } = actor ?? {};
  const value = required ?? inside;
  if (value === undefined) return { ...participant, actor: person };
  return dialect === 'published'
    ? { ...participant, actor: { ...person, required: value } }
    : { ...participant, actor: person, required: value };
}

/** Moves the BSN, which is published as a list inside `actor.reference`, and is an identifier in R4 (CB-1). */
function formatResponse(message: Json, dialect: Dialect): Json {
  const actor = (message['actor'] ?? {}) as { readonly identifier?: Json; readonly reference?: Json };
  const published = (actor.reference?.['identifier'] ?? []) as readonly Json[];
  const identifiers = actor.identifier ? [actor.identifier] : published;
  const identifier = identifiers.find(({ system }) => system === BSN_SYSTEM) ?? identifiers[0];
  // In both dialects (CB-7).
  const common = { ...message, resourceType: 'AppointmentResponse' };
  return { ...common, actor: dialect === 'published' ? { reference: { identifier: identifiers } } : { identifier } };
}

function changeObject(body: string, change: (message: Json) => Json): string {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null ? JSON.stringify(change(message as Json)) : body;
  } catch {
    return body;
  }
}
