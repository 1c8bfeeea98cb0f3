import { describe, expect, it } from 'vitest';
import { INBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import type { JournalEntry } from '../world/journal.ts';
import { listTouchedClauses } from './touched-clauses.ts';

const NOTHING = { operation: undefined, problem: undefined, notes: [], caller: undefined };
const listOf = (entry: Partial<JournalEntry>) => listTouchedClauses({ ...NOTHING, ...entry } as JournalEntry);

describe('the clauses that a request touches', () => {
  it('are first those of the problem and the notes, each once', () => {
    const notes = ['TR-2: the name of the organization header was published until May 2026', 'defect x'];
    expect(listOf({ operation: 'read-schedule', problem: 'raw-plus', notes })).toEqual(['SL-15', 'TR-2', 'SL-7']);
  });

  it('have no clause for a fault', () => {
    expect(listOf({ problem: 'injected' })).toEqual(['TR-2']);
  });

  it('depend on the token', () => {
    expect(listOf({ caller: { client: 'c', hasPatient: true } })).toEqual(['AU-1', 'TR-2']);
    expect(listOf({ caller: { client: 'c', hasPatient: false } })).toEqual(['AU-11', 'TR-2']);
  });

  it.each(INBOUND_OPERATIONS)('are those of the operation: %s', (operation) => {
    expect(listOf({ operation }).length).toBeGreaterThan(1);
  });
});
