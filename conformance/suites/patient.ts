import { assertEach } from '../assertions/assert-each.ts';
import { describeResponse, unexpected } from '../assertions/responses.ts';
import type { PatientSearch } from '../bookings/find-patient.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { discoveredPatients } from '../fixtures/patients.ts';
import { unknownPatient } from '../fixtures/patients-of-tokens.ts';
import { withoutTestTokens } from '../fixtures/tokens.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { describeValue } from '../read/json.ts';
import { blockCheck, skipCheck } from '../session/block-check.ts';

/** PT-1 to PT-3 are a must only with a token that has the patient's BSN. */
const withoutToken = ({ token }: ResolvedCheckOptions): boolean => token === undefined;

/** Checks of the patient discovery that comes before the flow. */
export const patient = suite('patient', [
  check('found', {
    title: 'GET /Patient returns a searchset with the patient of the token',
    clauses: ['PT-1'],
    isException: withoutToken,
    catches: ['patient-other'],
    uses: { discoveredPatients },
    async run({ session, discoveredPatients }) {
      const { response, patients } = discoveredPatients;
      if (patients === undefined) return searchFailed(discoveredPatients);
      const { patient: known, nameOption } = session.options;
      const [first] = patients;
      const isFound =
        known?.bsn === undefined ? first !== undefined : patients.some(({ bsns }) => bsns.includes(known.bsn ?? ''));
      // A Patient without a BSN may be the right one: a separate check is about that (PT-4).
      const isUnknown = patients.some(({ bsns }) => bsns.length === 0);
      if (isFound || isUnknown) return satisfied(patients.length, `${patients.length} patient(s) examined`);
      return violated({
        message: 'GET /Patient does not return the test patient',
        expected: `a Patient with the BSN of ${nameOption('patient.bsn')}`,
        actual: first ? 'another patient' : 'an empty searchset',
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('alone', {
    title: 'GET /Patient returns no other patient',
    clauses: ['PT-3'],
    isException: withoutToken,
    catches: ['patient-all', 'patient-other'],
    uses: { discoveredPatients },
    async run({ session: { options }, discoveredPatients: { response, patients = [] } }) {
      const bsn = options.patient?.bsn;
      const others = patients.filter(({ bsns }) => bsn !== undefined && bsns.length > 0 && !bsns.includes(bsn));
      const count = Math.max(others.length, patients.length - 1);
      if (count <= 0) return satisfied(patients.length + 1, 'one searchset examined');
      return violated({
        examined: patients.length,
        message: 'GET /Patient returns another patient',
        expected: 'the patient of the token alone',
        actual: `${count} others`,
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('unknown', {
    title: 'GET /Patient with the token of a patient whom the XIS does not know returns an empty searchset',
    clauses: ['PT-2'],
    isException: withoutTestTokens,
    catches: ['patient-unknown-404'],
    uses: { unknownPatient },
    async run({ unknownPatient: { response, patients, others } }) {
      if (patients?.length === 0) return satisfied(1, 'one unknown patient examined');
      if (others.length > 0) blockCheck('the XIS returns a patient for any BSN in the token (AU-5)');
      if (patients) blockCheck('the XIS returned a patient with the BSN that was chosen by chance');
      const message = 'a patient whom the XIS does not know gets no searchset';
      return unexpected(response, message, '200 and an empty searchset');
    },
  }),

  check('identifier', {
    title: 'The Patient has an id, and its BSN as an identifier',
    clauses: ['PT-4'],
    catches: ['patient-without-identifier'],
    uses: { discoveredPatients },
    async run({ discoveredPatients: { response, patients = [] } }) {
      if (patients.length === 0) skipCheck('GET /Patient returns no patient');
      return assertEach(patients, 'patients examined', ({ id, bsns, path }) => {
        if (id !== undefined && bsns.length > 0) return undefined;
        return {
          message: `the Patient has no ${id === undefined ? 'id' : 'BSN'}`,
          expected: `an id, and an identifier of system ${BSN_SYSTEM}`,
          actual: describeValue(undefined),
          path: `${path}.${id === undefined ? 'id' : 'identifier'}`,
          exchanges: [response.exchangeId],
        };
      });
    },
  }),
]);

/** Returns the finding on a response that is no searchset: only a token with a BSN obliges a XIS to return one. */
function searchFailed({ response, hasBsn }: PatientSearch) {
  const described = describeResponse(response);
  if (!hasBsn) skipCheck(`without a token that has the patient's BSN, GET /Patient returned ${described}`);
  return violated({
    message: 'GET /Patient does not return a searchset, although the token has the BSN of the patient',
    expected: '200 and a Bundle of type searchset',
    actual: described,
    exchanges: [response.exchangeId],
  });
}
