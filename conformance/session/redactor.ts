import { isBsn } from '../../fhir/bsn.ts';
import { redactText } from '../../output/redaction.ts';

/** Replaces the test patient's BSN. */
export const OWN_BSN = '[bsn]';
/** Replaces another BSN, also that of the second test patient. */
export const OTHER_BSN = '[another bsn]';

/** A function that redacts secrets and personal data in a text. */
export interface Redactor {
  (text: string): string;
  /** Redacts free text: replaces the words of the test patient's name one by one as well. */
  redactWords(text: string): string;
  /** Adds a secret that became known later. */
  addSecret(secret: string): void;
}

/** Secrets that become known later: a token may be another one for each request. */
const MAX_ADDED_SECRETS = 50;

/** Words in the name of a test patient that are not part of a name. */
const COMMON_WORDS = new Set(['test', 'patient', 'testpatient', 'proef', 'xis-testkit', 'other', 'andere', 'second']);

/** Text before a number that makes it an id of the protocol: one in eleven of nine digits passes for a BSN. */
const ID_BEFORE =
  /(?:\b(?:Appointment|AppointmentResponse|HealthcareService|Practitioner|PractitionerRole|Schedule|Slot)(?:\/|%2F)|[?&](?:_?id|schedule)=|"_?id":\s*")$/i;
const BSN_BEFORE = /bsn(?:\W|%[\dA-F]{2}){0,6}$/i;
const ESCAPE_BEFORE = /(?:%[\dA-F]{2}|\\(?:[bfnrt]|u[\dA-F]{4}))$/i;

/** What must not be kept of a patient. */
interface RedactedPatient {
  readonly bsn?: string | undefined;
  readonly display?: string | undefined;
}

/**
 * Creates a redactor of the test patient's BSN, other BSNs, tokens, and secrets with a known text.
 * @param secrets short ones are ignored: they would be found in everything
 * @param patients the test patient and, where there is one, the second one
 */
export function createRedactor(
  secrets: readonly (string | undefined)[],
  ...patients: readonly (RedactedPatient | undefined)[]
): Redactor {
  const known = new Set<string>();
  const added = new Set<string>();
  const displays = patients.flatMap((patient) => patient?.display ?? []);
  for (const secret of [...secrets, ...displays]) {
    if (secret === undefined || secret.length < 4) continue;
    known.add(secret).add(encodeURIComponent(secret));
  }
  const bsns = patients.flatMap((patient, index) =>
    patient?.bsn === undefined
      ? []
      : [{ form: inAnyForm(patient.bsn), placeholder: index === 0 ? OWN_BSN : OTHER_BSN }],
  );
  const names = displays
    .flatMap((display) => display.split(/\s+/))
    .filter((word) => word.length >= 4 && !COMMON_WORDS.has(word.toLowerCase()));
  const redact = (text: string): string => {
    const withoutBsns = bsns.reduce((rest, { form, placeholder }) => rest.replace(form, placeholder), text);
    let clean = redactText(withoutBsns, redactNumber);
    for (const secret of [...known, ...added]) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  };
  return Object.assign(redact, {
    redactWords: (text: string) =>
      names.reduce((clean, name) => clean.replace(new RegExp(escapeRegExp(name), 'gi'), '[redacted]'), redact(text)),
    addSecret(secret: string) {
      if (secret.length < 4 || known.has(secret)) return;
      added.delete(secret);
      added.add(secret);
      for (const oldest of added) if (added.size > MAX_ADDED_SECRETS) added.delete(oldest);
    },
  });
}

/** Replaces a number that is a word of its own and passes the eleven test, or that is labeled as a BSN. */
function redactNumber(number: string, before: string, after: string): string {
  if (BSN_BEFORE.test(before)) return OTHER_BSN;
  const isWord = !/[A-Z\d]$/i.test(before) || ESCAPE_BEFORE.test(before);
  const passesTest = isWord && !/[A-Z\d]/i.test(after) && isBsn(number.replace(/\D/g, ''));
  return passesTest && !ID_BEFORE.test(before) ? OTHER_BSN : number;
}

/** Matches a BSN as it is, in groups, percent-encoded, or in Base64. */
function inAnyForm(bsn: string): RegExp {
  const digits = [...bsn].map((digit) => `(?:${digit}|%3${digit}|\\\\u003${digit})`).join('(?:[ .+-]|%20|%2[DE])?');
  return new RegExp(`${digits}|${escapeRegExp(Buffer.from(bsn).toString('base64'))}`, 'gi');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
