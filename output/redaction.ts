/**
 * Redaction of messages for a journal, a log or an error text. Shape, codes, ids and times are kept; BSNs, tokens, secrets,
 * names and the words of a patient are not. Messages are redacted when they are captured, not when they are shown.
 */

const REDACTED = '[redacted]';
const MAX_DEPTH = 12;
const MAX_ITEMS = 50;

const CODE = /^[a-z][a-z-]{0,30}$/;
/** A time of the protocol, in which no BSN fits. A search may have several, and a space for a raw plus. */
const TIME =
  /^(?:[a-z]{2})?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[ +-]\d\d:\d\d)?)?)?)?(?:,(?:[a-z]{2})?\d{4}-\d\d-\d\d)*$/;
const TYPE =
  /^(?:Appointment|AppointmentResponse|Bundle|CapabilityStatement|OperationOutcome|PractitionerRole|Schedule|Slot|ValueSet|searchset|collection)$/;
const TOKEN = /^[A-Za-z0-9\-._:/|+#,%~]{0,200}$/;

/** Keys and search parameters whose values the protocol defines, and the form of such a value. */
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

/** Keys that only hold other keys, or whose values are never kept. */
const STRUCTURE = new Set(
  (
    'participant actor identifier serviceCategory coding display comment slot value appointment schedule issue ' +
    'diagnostics details expression entry resource link total extension valueReference meta versionId text name ' +
    'compose include concept speciality specialty practitioner search mode'
  ).split(' '),
);

/** A text that matches none of these holds no secret: nearly every text. */
const SUSPICIOUS = /\d{3}[ .-]?\d{2,3}[ .-]?\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3}|eyJ|earer|asic|dpop/i;

/**
 * Nine digits, also in the groups of a BSN. Digits within a longer word, such as a UUID or a hexadecimal id, do not count.
 * They do count beside letters only (`bsn123456782`), and after a percent-encoding (`%20`) or an escape in JSON (`\n`).
 */
const BSN_LIKE =
  /(?=\d)(?<=(?:^|[^A-Z\d]|%[\dA-F]{2}|\\(?:[bfnrt]|u[\dA-F]{4}))(?:[A-Z]{3,12})?)(?:\d{4}[ .-]?\d{2}[ .-]?\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?=(?:[A-Z]{3,12})?(?![A-Z\d]))/gi;

/** Returns the replacement of a number that looks like a BSN, by the last characters before it and the one after it. */
export type ReplaceNumber = (number: string, before: string, after: string) => string;

/**
 * Replaces numbers that look like a BSN (a mistyped one fails the eleven test, and is replaced as well), bearer and other
 * credentials, and JSON Web Tokens.
 */
export function redactText(text: string, replaceNumber: ReplaceNumber = () => '[bsn]'): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(BSN_LIKE, (number, at: number) =>
      replaceNumber(number, text.slice(Math.max(at - 40, 0), at), text.charAt(at + number.length)),
    )
    .replace(/(bearer|basic|dpop)(?:\s|%20|\+)+[^\s,;"']+/gi, '$1 [token]')
    .replace(/eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g, '[token]');
}

/** Redacts a text. */
type Clean = (text: string) => string;

/** Returns an id, code or reference, redacted; of text in any other form only the length. */
export function redactUnlessCode(text: string, clean: Clean = (whole) => redactText(whole)): string {
  return TOKEN.test(text) ? clean(text) : `(${text.length} characters)`;
}

/** Returns the value of a key or search parameter if the protocol defines the key and the value has its form. */
export function redactValue(key: string, text: string, clean: Clean = (whole) => redactText(whole)): string {
  const form = Object.hasOwn(FORMS, key) ? FORMS[key] : undefined;
  if (!form?.test(text)) return REDACTED;
  return form === TOKEN ? clean(text) : text;
}

/** Returns whether the protocol has a key or search parameter. Other keys are not kept: they may be names. */
export function isKnownKey(key: string): boolean {
  return Object.hasOwn(FORMS, key) || STRUCTURE.has(key);
}

/** Returns what is kept of a text, by its key and the object that has the key. */
export type KeepText = (key: string, text: string, owner: object | undefined) => string;

/** Copies a JSON value; only values that the protocol defines stay readable. */
export function redactJson(value: unknown, keep: KeepText = (key, text) => redactValue(key, text)): unknown {
  return redactPart(value, keep, { depth: 0, key: '', owner: undefined });
}

interface Place {
  readonly depth: number;
  readonly key: string;
  readonly owner: object | undefined;
}

function redactPart(value: unknown, keep: KeepText, { depth, key, owner }: Place): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return redactText(String(value)) === String(value) ? value : REDACTED;
  if (typeof value === 'string') return keep(key, value, owner);
  if (depth >= MAX_DEPTH) return '[deeper levels left out]';
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => redactPart(item, keep, { depth: depth + 1, key, owner }));
  }
  const copy: Record<string, unknown> = {};
  let unknownKeys = 0;
  for (const [name, item] of Object.entries(value as object)) {
    if (isKnownKey(name)) copy[name] = redactPart(item, keep, { depth: depth + 1, key: name, owner: value as object });
    else unknownKeys++;
  }
  return unknownKeys === 0 ? copy : { ...copy, '[other keys]': unknownKeys };
}

/** Replaces user and password of the URLs in a text. */
export function redactCredentials(text: string): string {
  return text.replace(/\/\/[^/\s"]*@/g, '//[redacted]@');
}
