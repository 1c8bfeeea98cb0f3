import { isKnownKey, redactText, redactValue } from '../../output/redaction.ts';
import { formatFailure } from '../../transport/failure.ts';
import { INTERACTION_CLAUSES, isOptionalInteraction } from '../clauses.ts';
import type { InteractionResult, Mismatch } from './report.ts';
import type { PactMismatch, VerifierResults } from './run-verifier.ts';
import { type InteractionRun, isMust } from './session.ts';

/**
 * Combines Pact's result of each interaction with its run. A failed setup or teardown counts here only: Pact would just
 * warn about it, and is not informed.
 */
export function toInteractionResults(
  results: VerifierResults,
  runs: readonly InteractionRun[],
): readonly InteractionResult[] {
  const errors = [...results.errors];
  return results.interactionResults.map(({ description, result, duration }, index) => {
    const { states = [], skipReason, setupError, teardownProblem, notApplicable } = runs[index] ?? {};
    const { findings = [], notes = [], fault } = runs[index] ?? {};
    const isVerified = result === 'OK';
    // Errors are in the order of their interactions. Each has the description at its end or before the cause.
    const at = isVerified ? -1 : errors.findIndex(({ interaction }) => interaction.includes(` - ${description}`));
    const [error] = at < 0 ? [] : errors.splice(at, 1);
    const common = {
      description,
      states: states.map(({ name }) => name),
      clauses: INTERACTION_CLAUSES[description] ?? [],
      durationMs: parseDuration(duration),
      mismatches: [],
      warnings: findings.filter((finding) => !isMust(finding)),
      notes,
    };
    if (setupError !== undefined) return { ...common, outcome: 'failed', reason: redactText(setupError) };
    if (skipReason !== undefined) return { ...common, outcome: 'not-done', reason: redactText(skipReason) };
    if (notApplicable !== undefined) return { ...common, outcome: 'not-applicable', reason: redactText(notApplicable) };
    const violations = findings.filter(isMust);
    const notDone = (fault && formatFailure(fault)) ?? (isVerified ? teardownProblem : undefined);
    if (notDone !== undefined && violations.length === 0) {
      return { ...common, outcome: 'not-done', reason: redactText(notDone) };
    }
    if (isVerified) return { ...common, outcome: common.warnings.length > 0 ? 'warned' : 'verified' };
    const mismatches = violations.length > 0 ? violations : toMismatches(error?.mismatch);
    const cause = error?.mismatch.message ?? 'Pact returned no reason';
    const reason = mismatches.length > 0 ? {} : { reason: redactText(cause) };
    if (violations.length === 0 && isOptionalInteraction(description)) {
      return { ...common, outcome: 'warned', warnings: [...common.warnings, ...mismatches], ...reason };
    }
    return { ...common, outcome: 'failed', mismatches, ...reason };
  });
}

/** Sorts the mismatches of Pact, which have no particular order, and keeps one of several in a list. */
function toMismatches(mismatch: PactMismatch | undefined): readonly Mismatch[] {
  const sorted = (mismatch?.mismatches ?? [])
    .map(toMismatch)
    .sort((a, b) => rank(a) - rank(b) || byPlace.compare(a.where, b.where));
  const byPattern = new Map<string, Mismatch>();
  for (const found of sorted) {
    const pattern = found.where.replaceAll(/\[\d+\]/g, '[*]');
    const first = byPattern.get(pattern);
    byPattern.set(pattern, first ? { ...first, more: (first.more ?? 0) + 1 } : found);
  }
  return [...byPattern.values()];
}

/** Ranks the status first and the body last: a wrong status explains the rest. */
function rank({ where }: Mismatch): number {
  return where === 'status' ? 0 : where.startsWith('header') ? 1 : 2;
}

/** Returns the expected statuses, which Pact has in its message only. */
function expectedStatuses(message: string, expected: unknown): string {
  const several = /\b\d{3}(?:, ?\d{3})+/.exec(message)?.[0];
  return several?.split(/, ?/).join(' or ') ?? String(expected);
}

/** Sorts `[10]` after `[9]`. */
const byPlace = new Intl.Collator('en', { numeric: true });

/** Parses a duration of Pact, in `s`, `ms` or smaller units. */
function parseDuration(duration = ''): number {
  const [, number, unit] = /([\d.]+)(s|ms)$/.exec(duration) ?? [];
  return Math.round(Number(number ?? 0) * (unit === 's' ? 1000 : 1));
}

/** Converts a mismatch of Pact. Pact repeats parts of the response, so unknown values are redacted. */
function toMismatch(found: Readonly<Record<string, unknown>>): Mismatch {
  const { type, path, key, expected, actual, mismatch } = found;
  switch (type) {
    case 'StatusMismatch':
      return { where: 'status', message: `expected ${expectedStatuses(String(mismatch), expected)}, got ${actual}` };
    case 'HeaderMismatch': {
      const value = redactText(String(actual ?? ''));
      if (value === '') return { where: `header ${key}`, message: 'is missing' };
      return { where: `header ${key}`, message: `${describeRule(String(mismatch), expected)}, got ${value}` };
    }
    case 'BodyTypeMismatch':
      return { where: 'body', message: 'expected FHIR JSON, got another format' };
    case 'BodyMismatch':
      return toBodyMismatch(String(path), String(expected), String(actual), String(mismatch));
    default:
      return { where: String(type), message: 'expected the value of the contract, got another one' };
  }
}

function toBodyMismatch(where: string, expected: string, actual: string, message: string): Mismatch {
  const missing = /missing(?: the following keys?)?:? ?(.*)$/.exec(message)?.[1];
  if (message.startsWith('Actual map is missing') && missing !== undefined) {
    return { where, message: `lacks ${missing}` };
  }
  if (message.startsWith('Variant at index')) {
    return {
      where,
      message: `expected an item like ${shorten(expected)}, got ${describeValue('', actual)} without it`,
    };
  }
  const key = /([\w-]+)(?:\[[^\]]*\])*(?:\['[^']*'\])?$/.exec(where)?.[1] ?? '';
  return { where, message: `${describeRule(message, expected)}, got ${describeValue(key, actual)}` };
}

/** Describes the expectation: the matching rule, or else the value of the contract. */
function describeRule(message: string, expected: unknown): string {
  const regex = /to match '(.*)'$/s.exec(message)?.[1] ?? /to match '(\^.*)'/s.exec(message)?.[1];
  if (regex !== undefined) return `expected a text of the form ${regex}`;
  const isType = /to be the same type as/.test(message) || /Expected .* but received|Type mismatch/.test(message);
  return `expected ${isType ? 'a value like ' : ''}${shorten(String(expected).replace(/^"(.*)"$/s, "'$1'"))}`;
}

function describeValue(key: string, actual: string): string {
  const value = parseJson(actual);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || value === undefined || actual === '') return 'nothing';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value).length < 9 ? String(value) : typeof value;
  const redacted = isKnownKey(key) ? redactValue(key, value) : '[redacted]';
  return redacted === '[redacted]' ? `a text of ${value.length} characters` : `'${redacted}'`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
