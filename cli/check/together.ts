import { UsageError } from '../usage-error.ts';
import type { Settings } from './settings.ts';

/**
 * Looks at what goes together, before anything is asked of the XIS.
 * @throws UsageError for what does not
 */
export function checkTogether({ options, nameOf }: Settings): void {
  const { allowBooking, patientReference, patientBsn, listen, callbackUrl, onApprovalNeeded } = options;
  if (allowBooking && patientReference === undefined) {
    throw new UsageError(
      `${nameOf('allowBooking')}: needs --patient-reference, the test patient in the XIS for whom appointments are made`,
    );
  }
  if (allowBooking && patientBsn === undefined) {
    throw new UsageError(
      `${nameOf('allowBooking')}: needs --patient-bsn or XIS_TESTKIT_PATIENT_BSN, without which nothing can be cancelled again`,
    );
  }
  if (callbackUrl !== undefined) {
    if (listen === undefined) throw new UsageError(`${nameOf('callbackUrl')}: needs --listen`);
    if (!URL.canParse(callbackUrl) || !/^https?:$/.test(new URL(callbackUrl).protocol)) {
      throw new UsageError(`${nameOf('callbackUrl')}: expected an http(s) url, found '${callbackUrl}'`);
    }
  }
  if (onApprovalNeeded !== undefined && listen === undefined) {
    throw new UsageError(`${nameOf('onApprovalNeeded')}: needs --listen, where the XIS tells what was decided`);
  }
}
