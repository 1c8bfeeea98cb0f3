import type { InboundOperation } from '../domain/fault/rule.ts';
import { PROBLEMS } from '../problem.ts';
import type { JournalEntry } from '../world/journal.ts';

/** The clauses that each operation is about, the most specific ones first. */
const OF_OPERATION: Readonly<Record<InboundOperation, readonly string[]>> = {
  'read-appointment-types': ['AT-1', 'AT-2', 'AT-3', 'AT-5'],
  'search-slot': ['SL-1', 'SL-8', 'SL-9', 'SL-10', 'SL-11', 'SL-12'],
  'read-slot': ['SL-2', 'SL-3', 'SL-4'],
  'create-appointment': ['AP-1', 'AP-2', 'AP-4', 'AP-5', 'AP-15'],
  'read-appointment': ['CN-1', 'CN-5', 'CN-7'],
  'search-appointment': ['CN-1', 'CN-5', 'CN-7'],
  'create-appointment-response': ['CN-2', 'CN-3', 'CN-4'],
  'search-schedule': ['SL-7'],
  'read-schedule': ['SL-7'],
  'search-practitioner-role': ['SL-6'],
  'read-practitioner-role': ['SL-6'],
  'search-patient': ['PT-1', 'PT-2', 'PT-3', 'PT-4'],
};

const CLAUSE = /^(?:[A-Z]{2}-\d+|RFC \d+)/;

/**
 * Returns the ids of the clauses that a request touches: those of its problem, those that the notes name, and those of its
 * operation.
 */
export function listTouchedClauses({ operation, problem, notes, caller }: JournalEntry): readonly string[] {
  const touched = [
    ...(problem === undefined ? [] : [PROBLEMS[problem].clause]),
    ...notes,
    ...(operation === undefined ? [] : OF_OPERATION[operation]),
    ...(caller === undefined ? [] : [caller.hasPatient ? 'AU-1' : 'AU-11']),
    'TR-2',
  ];
  return [...new Set(touched.flatMap((text) => CLAUSE.exec(text)?.[0] ?? []))];
}
