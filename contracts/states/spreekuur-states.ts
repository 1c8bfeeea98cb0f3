import type { ProviderState, StateHandlers } from './state.ts';

/** The provider states of Spreekuur.nl: what has to be true before a XIS calls back. */
export const SPREEKUUR_STATES = {
  'a pending appointment': {
    meaning: 'The patient has the appointment `appointment`, which waits for the practitioner.',
    params: [],
    values: ['organization', 'appointment', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'an approved appointment': {
    meaning: 'The patient has the appointment `appointment`, from `start` to `end`, and knows that it is booked.',
    params: [],
    values: ['organization', 'appointment', 'start', 'end', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'no such appointment': {
    meaning: 'Spreekuur.nl knows no appointment with the id `appointment`.',
    params: [],
    values: ['organization', 'appointment', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
  'a XIS that may not act for the organization': {
    meaning: 'The caller is a XIS of another organization than `organization`.',
    params: [],
    values: ['organization', 'appointment', 'start', 'end', 'patientReference', 'patientDisplay', 'patientBsn'],
  },
} as const satisfies Readonly<Record<string, ProviderState>>;

/** A handler for each of them. */
export type SpreekuurStateHandlers = StateHandlers<typeof SPREEKUUR_STATES>;
