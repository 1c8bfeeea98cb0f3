import { isKnownKey, redactText, redactValue } from '../../output/redaction.ts';
import type { InteractionResult, Mismatch } from './report.ts';
import type { PactMismatch, VerifierResults } from './run-verifier.ts';
import type { Staged } from './stage.ts';

/**
 * Puts together what Pact says of each interaction and what was seen on the stage. Pact is not told that a state failed,
 * because it would only warn of it: here it counts.
 */
export function interactionResults(results: VerifierResults, staged: readonly Staged[]): readonly InteractionResult[] {
  const errors = [...results.errors];
  return results.interactionResults.map(({ description, result, duration }, index) => {
    const { states = [], cannot, broken, mismatches: seen = [] } = staged[index] ?? {};
    const isRight = result === 'OK';
    // Errors come in the order of their interactions, each ending with the description, or with what went wrong behind it.
    const at = isRight ? -1 : errors.findIndex(({ interaction }) => interaction.includes(` - ${description}`));
    const [error] = at < 0 ? [] : errors.splice(at, 1);
    const common = { description, states: states.map(({ name }) => name), durationMs: milliseconds(duration) };
    if (broken !== undefined) return { ...common, outcome: 'failed', mismatches: [], reason: redactText(broken) };
    if (cannot !== undefined) return { ...common, outcome: 'not-done', mismatches: [], reason: redactText(cannot) };
    if (isRight) return { ...common, outcome: 'verified', mismatches: [] };
    const mismatches = seen.length > 0 ? seen : mismatchesOf(error?.mismatch);
    const reason = mismatches.length > 0 ? {} : { reason: redactText(error?.mismatch.message ?? 'Pact says no more') };
    return { ...common, outcome: 'failed', mismatches, ...reason };
  });
}

function mismatchesOf(mismatch: PactMismatch | undefined): readonly Mismatch[] {
  // Pact tells them in no particular order.
  const all = (mismatch?.mismatches ?? [])
    .map(mismatchOf)
    .sort((a, b) => rank(a) - rank(b) || byPlace.compare(a.where, b.where));
  const alike = new Map<string, Mismatch>();
  for (const one of all) {
    const place = one.where.replaceAll(/\[\d+\]/g, '[*]');
    const first = alike.get(place);
    alike.set(place, first ? { ...first, more: (first.more ?? 0) + 1 } : one);
  }
  return [...alike.values()];
}

/** What explains the most comes first. */
function rank({ where }: Mismatch): number {
  return where === 'status' ? 0 : where.startsWith('header') ? 1 : 2;
}

/** The statuses that would do. */
function statuses(said: string, expected: unknown): string {
  const several = /\b\d{3}(?:, ?\d{3})+/.exec(said)?.[0];
  return several?.split(/, ?/).join(' or ') ?? String(expected);
}

/** With the tenth entry behind the ninth. */
const byPlace = new Intl.Collator('en', { numeric: true });

/** A length of time as Pact writes it; the smallest is a microsecond. */
function milliseconds(duration = ''): number {
  const [, number, unit] = /([\d.]+)(s|ms)$/.exec(duration) ?? [];
  return Math.round(Number(number ?? 0) * (unit === 's' ? 1000 : 1));
}

/** Pact repeats what the provider has answered, whole objects too; kept is only what may be shown. */
function mismatchOf(found: Readonly<Record<string, unknown>>): Mismatch {
  const { type, path, key, expected, actual, mismatch } = found;
  switch (type) {
    case 'StatusMismatch':
      return { where: 'status', message: `expected ${statuses(String(mismatch), expected)}, found ${actual}` };
    case 'HeaderMismatch': {
      const value = redactText(String(actual ?? ''));
      if (value === '') return { where: `header ${key}`, message: 'is missing' };
      return { where: `header ${key}`, message: `${rule(String(mismatch), expected)}, found ${value}` };
    }
    case 'BodyTypeMismatch':
      return { where: 'body', message: 'expected FHIR JSON, found something else' };
    case 'BodyMismatch':
      return bodyMismatch(String(path), String(expected), String(actual), String(mismatch));
    default:
      return { where: String(type), message: 'is not as the contract has it' };
  }
}

function bodyMismatch(where: string, expected: string, actual: string, said: string): Mismatch {
  const missing = /missing(?: the following keys?)?:? ?(.*)$/.exec(said)?.[1];
  if (said.startsWith('Actual map is missing') && missing !== undefined) return { where, message: `lacks ${missing}` };
  // The example is one of ours: what a XIS calls its own does not matter.
  if (said.startsWith('Variant at index')) {
    return { where, message: `expected one like ${shorten(expected)}, found ${shownValue('', actual)} without any` };
  }
  const key = /([\w-]+)(?:\[[^\]]*\])*(?:\['[^']*'\])?$/.exec(where)?.[1] ?? '';
  return { where, message: `${rule(said, expected)}, found ${shownValue(key, actual)}` };
}

/** What was expected: the rule where there is one, else the value of the contract. */
function rule(said: string, expected: unknown): string {
  const form = /to match '(.*)'$/s.exec(said)?.[1] ?? /to match '(\^.*)'/s.exec(said)?.[1];
  if (form !== undefined) return `expected a text of the form ${form}`;
  const type = /to be the same type as/.test(said) || /Expected .* but received|Type mismatch/.test(said);
  return `expected ${type ? 'something like ' : ''}${shorten(String(expected).replace(/^"(.*)"$/s, "'$1'"))}`;
}

function shownValue(key: string, actual: string): string {
  const value = parsed(actual);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || value === undefined || actual === '') return 'nothing';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value).length < 9 ? String(value) : typeof value;
  const shown = isKnownKey(key) ? redactValue(key, value) : '[redacted]';
  return shown === '[redacted]' ? `a text of ${value.length} characters` : `'${shown}'`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
