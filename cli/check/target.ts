import type { CheckOptions, TestPatient } from '../../conformance/index.ts';
import { organizationOf, type Settings, urlOf } from './settings.ts';

/** Which XIS, which practice of it, and for whom: what a check and a clean-up both need. */
export function targetOf(settings: Settings): CheckOptions {
  const { category, type, timeZone } = settings.options;
  const patient = patientOf(settings);
  return {
    baseUrl: urlOf(settings),
    organization: organizationOf(settings),
    ...(category === undefined ? {} : { category }),
    ...(type === undefined ? {} : { type }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(patient === undefined ? {} : { patient }),
  };
}

/** The test patient, where one is named: none is assumed, since a XIS may have somebody real under `Patient/1`. */
function patientOf({ options }: Settings): TestPatient | undefined {
  const { patientReference: reference, patientName: display, patientBsn: bsn } = options;
  return reference === undefined ? undefined : { reference, display, ...(bsn === undefined ? {} : { bsn }) };
}
