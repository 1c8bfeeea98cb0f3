import { defined } from '../../schema/defined.ts';
import type { Configuration } from '../../simulator/index.ts';
import type { KnownPatient } from '../ui/checks/settings.ts';

/** Returns the first patient of a practice that has a BSN in the configuration, for whom a check may make appointments. */
export function findTestPatient({ organizations }: Configuration, agb: string): KnownPatient | undefined {
  const { patients = [] } = organizations.find((organization) => organization.agb === agb) ?? {};
  for (const { id, name, bsn } of patients) {
    if (bsn !== undefined) return { reference: `Patient/${id}`, bsn, ...defined({ display: name }) };
  }
  return undefined;
}
