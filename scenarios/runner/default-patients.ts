import type { ScenarioPatient } from './scenario.ts';

/** Who takes part in scenarios that name nobody. The built-in practices know them. */
export const DEFAULT_PATIENTS: Readonly<Record<string, ScenarioPatient>> = {
  emma: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
  daan: { reference: 'Patient/2', display: 'Daan Visser', bsn: '999900390' },
};
