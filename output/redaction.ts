/**
 * Redaction of messages for a journal, a log or an error text. Shape, codes, ids and times are kept; BSNs, tokens, secrets,
 * names and the words of a patient are not. Messages are redacted when they are captured, not when they are shown.
 */

const REDACTED = '[redacted]';
const MAX_DEPTH = 12;
const MAX_ITEMS = 50;
/** Bounds what is kept of one message: 256 KiB. */
const MAX_BYTES = 262_144;
/** The approximate memory of a number, a key or an empty object. */
const BYTES_PER_PART = 16;
const LEFT_OUT = '[left out]';

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
  mode: /^(?:match|include|outcome)$/,
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
    'compose include concept speciality specialty practitioner search'
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

/** A redacted message, and the approximate memory that it takes, in bytes. */
export interface RedactedJson {
  readonly value: unknown;
  readonly bytes: number;
}

/** Copies a JSON value, up to 256 KiB by default; only values that the protocol defines stay readable. */
export function redactJson(value: unknown, keep?: KeepText, maxBytes = MAX_BYTES): unknown {
  return redactJsonWithin(value, maxBytes, keep).value;
}

/**
 * Copies a JSON value up to a size; only values that the protocol defines stay readable. The rest of a larger value is
 * neither read nor kept.
 * @param maxBytes the approximate memory of the copy
 */
export function redactJsonWithin(
  value: unknown,
  maxBytes: number,
  keep: KeepText = (key, text) => redactValue(key, text),
): RedactedJson {
  const redaction = { keep, maxBytes, bytes: 0 };
  const copy = redactPart(value, redaction, { depth: 0, key: '', owner: undefined });
  return { value: copy, bytes: Math.min(redaction.bytes, maxBytes) };
}

interface Redaction {
  readonly keep: KeepText;
  readonly maxBytes: number;
  bytes: number;
}

interface Place {
  readonly depth: number;
  readonly key: string;
  readonly owner: object | undefined;
}

function redactPart(value: unknown, redaction: Redaction, place: Place): unknown {
  redaction.bytes += BYTES_PER_PART + place.key.length;
  if (redaction.bytes > redaction.maxBytes) return LEFT_OUT;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return redactText(String(value)) === String(value) ? value : REDACTED;
  if (typeof value === 'string') return redactString(value, redaction, place);
  if (place.depth >= MAX_DEPTH) return '[deeper levels left out]';
  return Array.isArray(value) ? redactItems(value, redaction, place) : redactKeys(value as object, redaction, place);
}

function redactString(text: string, redaction: Redaction, { key, owner }: Place): string {
  const kept = redaction.keep(key, text, owner);
  redaction.bytes += kept.length;
  return redaction.bytes > redaction.maxBytes ? LEFT_OUT : kept;
}

function redactItems(
  items: readonly unknown[],
  redaction: Redaction,
  { depth, key, owner }: Place,
): readonly unknown[] {
  const copy: unknown[] = [];
  for (const item of items.slice(0, MAX_ITEMS)) {
    copy.push(redactPart(item, redaction, { depth: depth + 1, key, owner }));
    if (redaction.bytes > redaction.maxBytes) break;
  }
  return copy;
}

function redactKeys(owner: object, redaction: Redaction, { depth }: Place): object {
  const copy: Record<string, unknown> = {};
  let unknownKeys = 0;
  for (const [key, item] of Object.entries(owner)) {
    if (!isKnownKey(key)) unknownKeys++;
    else copy[key] = redactPart(item, redaction, { depth: depth + 1, key, owner });
    if (redaction.bytes > redaction.maxBytes) break;
  }
  return unknownKeys === 0 ? copy : { ...copy, '[other keys]': unknownKeys };
}

/** Replaces user and password of the URLs in a text. */
export function redactCredentials(text: string): string {
  return text.replace(/\/\/[^/\s"]*@/g, '//[redacted]@');
}
