import type { ProviderState, StateHandlers } from './state.ts';

/** The provider states of Spreekuur.nl, before callbacks of a XIS. */
export const SPREEKUUR_STATES = {
  'a pending appointment': {
    meaning: 'The patient has the pending appointment `appointment`.',
    params: [],
    values: ['organization', 'appointment', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'an approved appointment': {
    meaning: 'The patient has the approved appointment `appointment`, from `start` to `end`.',
    params: [],
    values: ['organization', 'appointment', 'start', 'end', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'no such appointment': {
    meaning: 'Spreekuur.nl has no appointment with the id `appointment`.',
    params: [],
    values: ['organization', 'appointment', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'a XIS that may not act for the organization': {
    meaning: 'The caller is a XIS of another organization than `organization`.',
    params: [],
    values: ['organization', 'appointment', 'start', 'end', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
} as const satisfies Readonly<Record<string, ProviderState>>;

/** A handler for each state. */
export type SpreekuurStateHandlers = StateHandlers<typeof SPREEKUUR_STATES>;
