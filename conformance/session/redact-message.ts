import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { redactJson, redactValue } from '../../output/redaction.ts';
import { at, listOf, objectOf } from '../read/json.ts';
import { OTHER_BSN, OWN_BSN, type Redactor } from './redactor.ts';

/** The longest text of an OperationOutcome that is kept, in characters. */
const LONGEST_TOLD = 500;

/** Of what we send, values that a check spoils. They have nothing of patients: we have made them up. */
const SPOILED = new Set(['resourceType', 'status', 'participantStatus', 'required']);

/** Keys of ids: a number in one is no BSN, unless it is the test patient's. */
const IDS = new Set(['id', '_id']);

/**
 * A copy of a message with only what the protocol defines, and with what a XIS says about an error (TR-7): without that
 * text nobody knows why a booking was refused.
 */
export function redactMessage(value: unknown, scrub: Redactor, isOurs: boolean): unknown {
  const told = partsOfOutcomes(value);
  return redactJson(value, (key, text, owner) => {
    if (owner !== undefined && told.has(owner) && (key === 'diagnostics' || key === 'text')) {
      return scrub.redactWords(text.slice(0, LONGEST_TOLD * 4)).slice(0, LONGEST_TOLD);
    }
    if (key === 'value' && at(owner, 'system') === BSN_SYSTEM) return bsnValue(text, scrub);
    const kept = redactValue(key, text, (whole) =>
      IDS.has(key) && at(owner, 'resourceType') !== 'Patient' ? scrub(`Slot/${whole}`).slice(5) : scrub(whole),
    );
    return kept === '[redacted]' && isOurs && SPOILED.has(key) ? scrub(text).slice(0, 60) : kept;
  });
}

function bsnValue(text: string, scrub: Redactor): string {
  if (scrub(text) === OWN_BSN) return OWN_BSN;
  return /^\d+$/.test(text) ? OTHER_BSN : '[redacted]';
}

/** The issues of the OperationOutcomes in a message, and their details. */
function partsOfOutcomes(value: unknown): ReadonlySet<object> {
  const resources = [value, ...listOf(at(value, 'entry')).map((entry) => at(entry, 'resource'))];
  const outcomes = resources.filter((resource) => at(resource, 'resourceType') === 'OperationOutcome');
  const issues = outcomes.flatMap((outcome) => listOf(at(outcome, 'issue')));
  return new Set(issues.flatMap((issue) => [objectOf(issue) ?? [], objectOf(at(issue, 'details')) ?? []]));
}
