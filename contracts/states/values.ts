import type { StateValue } from './state.ts';

/**
 * Every value that provider states return, with the example in the pacts. The dates are so far ahead that they are never in
 * the past during a verification.
 */
export const VALUES = {
  organization: {
    meaning: 'The organization, as the value of `X-Organization-Identifier` (TR-2).',
    example: 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
  },
  category: {
    meaning: 'The service category that Spreekuur.nl filters appointment types by, `system|value` (AT-2).',
    example: 'http://delinde.example/ns/channel|SPREEKUUR',
  },
  typeSystem: {
    meaning: 'The system of an appointment type (AT-5).',
    example: 'http://delinde.example/ns/appointment-type',
  },
  typeCode: { meaning: 'Its code.', example: 'consult' },
  typeDisplay: { meaning: 'Its display.', example: 'Consult op de praktijk (10 minuten)' },
  from: {
    meaning: 'The start of the requested dates, ISO 8601 with an offset (SL-9).',
    example: '2035-01-16T00:00:00+01:00',
  },
  to: { meaning: 'The end of the requested dates.', example: '2035-02-12T00:00:00+01:00' },
  schedule: { meaning: 'The id of a Schedule (SL-7, SL-11).', example: 'jansen' },
  start: {
    meaning: 'The start of the slot, as the slot search returns it.',
    example: '2035-01-17T09:00:00+01:00',
  },
  end: { meaning: 'Its end.', example: '2035-01-17T09:10:00+01:00' },
  practitionerReference: {
    meaning: 'The practitioner in the extension of the slot (SL-6).',
    example: 'PractitionerRole/jansen',
  },
  practitionerDisplay: { meaning: 'Their name.', example: 'Dr. A. Jansen' },
  patientReference: {
    meaning: 'The test patient, `Patient/{id}` in the XIS. With a token of a patient, that patient (AU-6).',
    example: 'Patient/1',
  },
  patientDisplay: { meaning: 'Their name.', example: 'Emma de Boer' },
  patientBsn: { meaning: 'Their BSN. Use one from the range for tests, 9999xxxxx.', example: '999900109' },
  clientId: {
    meaning: 'The id that Spreekuur.nl puts into a booking, unique for each request. The XIS need not keep it (AP-6).',
    example: '5b2d9c1e-7f0a-4c0e-9a51-3c9a2c4a7d10',
  },
  appointment: { meaning: 'The logical id of an appointment in the XIS (AP-6).', example: '1001' },
} as const satisfies Readonly<Record<string, StateValue>>;

/** The name of a value. */
export type ValueName = keyof typeof VALUES;

/** A service category that no XIS has. */
export const NON_EXISTENT_CATEGORY = 'urn:xis-testkit:no-such-category|none';

/** An id that no appointment has. */
export const NON_EXISTENT_APPOINTMENT = 'xis-testkit-no-such-appointment';
