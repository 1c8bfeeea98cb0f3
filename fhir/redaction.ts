/**
 * What may be kept of a message for a journal, a log or an error text: its shape, codes, ids and times, never a BSN, a
 * token, a secret, a name or a patient's own words. Used where something is captured, not where it is shown.
 */

const REDACTED = '[redacted]';
const MAX_DEPTH = 12;
const MAX_ITEMS = 50;

const CODE = /^[a-z][a-z-]{0,30}$/;
/** A time as the protocol writes it; nothing in it can be a BSN. A search may have several, and a space for a raw plus. */
const TIME =
  /^(?:[a-z]{2})?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[ +-]\d\d:\d\d)?)?)?)?(?:,(?:[a-z]{2})?\d{4}-\d\d-\d\d)*$/;
const TYPE =
  /^(?:Appointment|AppointmentResponse|Bundle|CapabilityStatement|OperationOutcome|PractitionerRole|Schedule|Slot|ValueSet|searchset|collection)$/;
const TOKEN = /^[A-Za-z0-9\-._:/|+#,%~]{0,200}$/;

/** Keys and search parameters whose values the protocol defines, and the form that such a value has. */
const FORMS: Readonly<Record<string, RegExp>> = {
  resourceType: TYPE,
  type: TYPE,
  status: /^[a-z][a-z,-]{0,60}$/,
  participantStatus: CODE,
  required: CODE,
  severity: CODE,
  relation: CODE,
  start: TIME,
  end: TIME,
  lastUpdated: TIME,
  'schedule.date': TIME,
  'Schedule.date': TIME,
  _count: /^\d{1,6}$/,
  _format: TOKEN,
  _pretty: CODE,
  _after: TOKEN,
  id: TOKEN,
  _id: TOKEN,
  reference: TOKEN,
  schedule: TOKEN,
  system: TOKEN,
  code: TOKEN,
  url: TOKEN,
  fullUrl: TOKEN,
  'service-category': TOKEN,
};

/** Keys that only hold others, or whose values are never kept. */
const STRUCTURE = new Set(
  (
    'participant actor identifier serviceCategory coding display comment slot value appointment schedule issue ' +
    'diagnostics expression entry resource link total extension valueReference meta versionId text name ' +
    'compose include concept speciality specialty practitioner search mode'
  ).split(' '),
);

/** What has none of these holds no secret; nearly all texts that are looked at have none. */
const SUSPICIOUS = /\d{3}[ .-]?\d{2,3}[ .-]?\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3}|eyJ|earer|asic|dpop/i;

/**
 * Replaces what looks like a BSN (nine digits in a row), a bearer or other credential, or a JSON Web Token. The digits of
 * a percent-encoding (`%20`) before it are not a part of it.
 */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(/(?<=^|\D|%[\dA-F]{2})(?:\d{4}[ .-]?\d{2}[ .-]?\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?!\d)/gi, '[bsn]')
    .replace(/(bearer|basic|dpop)(?:\s|%20|\+)+[^\s,;"']+/gi, '$1 [token]')
    .replace(/eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g, '[token]');
}

/** An id, code or reference as it may be shown; anything that has not the form of one only by its length. */
export function shown(text: string): string {
  return TOKEN.test(text) ? redactText(text) : `(${text.length} characters)`;
}

/** The value of a key or search parameter as it may be kept: only where the protocol defines it, and in its form. */
export function redactValue(key: string, text: string): string {
  const form = Object.hasOwn(FORMS, key) ? FORMS[key] : undefined;
  if (!form?.test(text)) return REDACTED;
  return form === TOKEN ? redactText(text) : text;
}

/** Whether the protocol knows a key or search parameter; others are not kept, they may be names as well. */
export function isKnownKey(key: string): boolean {
  return Object.hasOwn(FORMS, key) || STRUCTURE.has(key);
}

/** A copy of a JSON value in which only what the protocol itself defines is left readable. */
export function redactJson(value: unknown, depth = 0, key = ''): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return redactText(String(value)) === String(value) ? value : REDACTED;
  if (typeof value === 'string') return redactValue(key, value);
  if (depth >= MAX_DEPTH) return '[deeper levels left out]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactJson(item, depth + 1, key));
  const copy: Record<string, unknown> = {};
  let others = 0;
  for (const [name, item] of Object.entries(value as object)) {
    if (isKnownKey(name)) copy[name] = redactJson(item, depth + 1, name);
    else others++;
  }
  return others === 0 ? copy : { ...copy, '[other keys]': others };
}
