import { isBsn } from '../../fhir/bsn.ts';
import { redactText } from '../../output/redaction.ts';

/** What stands in the place of the test patient's BSN. */
export const OWN_BSN = '[bsn]';
/** What stands in the place of any other. */
export const OTHER_BSN = '[another bsn]';

/** Takes out of a text what must not be kept. */
export interface Redactor {
  (text: string): string;
  /** The same for what somebody wrote: the words of the test patient's name go one by one as well. */
  redactWords(text: string): string;
  /** A secret that became known later. */
  addSecret(secret: string): void;
}

/** Secrets that become known later; a token may be another one for each request. */
const MOST_LEARNED = 20;

/** Words in the name of a test patient that are no name. */
const NO_NAMES = new Set(['test', 'patient', 'testpatient', 'proef', 'xis-testkit']);

/** What makes a number an id of the protocol: one in eleven of nine digits would be taken for a BSN otherwise. */
const ID_BEFORE =
  /(?:\b(?:Appointment|AppointmentResponse|HealthcareService|Practitioner|PractitionerRole|Schedule|Slot)(?:\/|%2F)|[?&](?:_?id|schedule)=|"_?id":\s*")$/i;
const BSN_BEFORE = /bsn(?:\W|%[\dA-F]{2}){0,6}$/i;
const ESCAPE_BEFORE = /(?:%[\dA-F]{2}|\\(?:[bfnrt]|u[\dA-F]{4}))$/i;

/**
 * Makes what takes out the test patient's BSN wherever it stands, other numbers that are BSNs, tokens, and the secrets that
 * are known by their text: names, tokens.
 * @param secrets short ones are left: they would be found in everything
 */
export function createRedactor(
  secrets: readonly (string | undefined)[],
  { bsn, display = '' }: { readonly bsn?: string | undefined; readonly display?: string | undefined } = {},
): Redactor {
  const known = new Set<string>();
  const learned = new Set<string>();
  for (const secret of [...secrets, display]) {
    if (secret === undefined || secret.length < 4) continue;
    known.add(secret).add(encodeURIComponent(secret));
  }
  const own = bsn === undefined ? undefined : inAnyForm(bsn);
  const names = display.split(/\s+/).filter((word) => word.length >= 4 && !NO_NAMES.has(word.toLowerCase()));
  const scrub = (text: string): string => {
    let clean = redactText(own ? text.replace(own, OWN_BSN) : text, otherNumber);
    for (const secret of [...known, ...learned]) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  };
  return Object.assign(scrub, {
    redactWords: (text: string) =>
      names.reduce((clean, name) => clean.replace(new RegExp(literal(name), 'gi'), '[redacted]'), scrub(text)),
    addSecret(secret: string) {
      if (secret.length < 4 || known.has(secret)) return;
      learned.delete(secret);
      learned.add(secret);
      for (const oldest of learned) if (learned.size > MOST_LEARNED) learned.delete(oldest);
    },
  });
}

/** Another number goes when it is a word of its own and passes the eleven test, or when it is said to be a BSN. */
function otherNumber(number: string, before: string, after: string): string {
  if (BSN_BEFORE.test(before)) return OTHER_BSN;
  const isWord = !/[A-Z\d]$/i.test(before) || ESCAPE_BEFORE.test(before);
  const isOne = isWord && !/[A-Z\d]/i.test(after) && isBsn(number.replace(/\D/g, ''));
  return isOne && !ID_BEFORE.test(before) ? OTHER_BSN : number;
}

/** A BSN as it is, in groups, percent-encoded, or in Base64. */
function inAnyForm(bsn: string): RegExp {
  const digits = [...bsn].map((digit) => `(?:${digit}|%3${digit}|\\\\u003${digit})`).join('(?:[ .+-]|%20|%2[DE])?');
  return new RegExp(`${digits}|${literal(Buffer.from(bsn).toString('base64'))}`, 'gi');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
