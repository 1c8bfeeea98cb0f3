import { oneOf } from '../../schema/schema.ts';
import type { CommandTable } from '../command-options.ts';
import { XIS_OPTIONS } from '../connection.ts';
import { libraryOption } from '../library-options.ts';
import { CALLBACK_TOKEN_OPTIONS } from './callback-tokens.ts';

/** The options of the bookings of a patient, at the terminal and in the page: the XIS, the patient and the texts. */
export const BOOKING_OPTIONS = {
  xis: libraryOption('baseUrl', { isArgument: false, placeholder: 'url' }),
  ...XIS_OPTIONS,
  type: libraryOption('type'),
  approvalType: libraryOption('approvalType', {
    description: "Appointment type that needs approval, a code or 'system|code', as configured in Spreekuur.nl.",
  }),
  patientReference: libraryOption('patient.reference', {
    description:
      'Patient/… of the patient (default: with a token or a BSN the patient that the XIS returns, otherwise Patient/1)',
  }),
  patientName: libraryOption('patient.display', {
    description: 'Name of the patient (default: that of the patient that the XIS returns, otherwise Test Patient)',
    default: undefined,
  }),
  patientBsn: libraryOption('patient.bsn', {
    description: 'BSN of the patient: to find the patient in the XIS, and to cancel the appointment.',
  }),
  language: {
    description: 'Language of the texts for the patient.',
    schema: oneOf(['en', 'nl']),
    placeholder: 'name',
  },
  ...CALLBACK_TOKEN_OPTIONS,
} satisfies CommandTable;
