/**
 * The forms that the publication leaves open. Each form is right, and a XIS that knows only one of them is conformant (the
 * dialect aside). An option of the same name sets the form that is sent, in every command and library; the simulator's
 * `understands` sets the forms that the simulated XIS accepts.
 */
import { oneOf, type Static } from '../schema/schema.ts';

/** The names of the organization header: the published one, and two that were published until May 2026 (TR-2). */
export const ORGANIZATION_HEADERS = ['X-Organization-Identifier', 'organisation_agb', 'organization_agb'] as const;
export const organizationHeaderSchema = oneOf(ORGANIZATION_HEADERS, {
  description: 'The name of the organization header; the last two were published until May 2026 (TR-2).',
});
export type OrganizationHeader = Static<typeof organizationHeaderSchema>;

/** The form of the AGB code in that header: a FHIR token with its system, or the code alone (TR-2). */
export const ORGANIZATION_FORMATS = ['token', 'code'] as const;
export const organizationFormatSchema = oneOf(ORGANIZATION_FORMATS, {
  description: 'The form of the AGB code in that header: a token with its system, or the code alone (TR-2).',
});
export type OrganizationFormat = Static<typeof organizationFormatSchema>;

/** The form of the dates of a slot search: `2026-12-01T00:00:00+01:00` or `2026-12-01` (SL-9). */
export const DATE_FORMATS = ['instant', 'date'] as const;
export const dateFormatSchema = oneOf(DATE_FORMATS, {
  description: 'The form of the dates of a slot search: instants or dates (SL-9).',
});
export type DateFormat = Static<typeof dateFormatSchema>;

/** The name of the date parameter of a slot search: that of the OpenAPI, or that of the flow page (SL-9). */
export const DATE_PARAMETERS = ['schedule.date', 'Schedule.date'] as const;
export const dateParameterSchema = oneOf(DATE_PARAMETERS, {
  description: 'The name of the date parameter of a slot search: that of the OpenAPI or of the flow page (SL-9).',
});
export type DateParameter = Static<typeof dateParameterSchema>;

/** The status of the practitioner in a booking: without an approval workflow, and with one (AP-4). */
export const PRACTITIONER_STATUSES = ['accepted', 'needs-action'] as const;
export const practitionerStatusSchema = oneOf(PRACTITIONER_STATUSES, {
  description: 'The status of the practitioner in a booking: without an approval workflow, or with one (AP-4).',
});
export type PractitionerStatus = Static<typeof practitionerStatusSchema>;

/** How an appointment is read back: `GET /Appointment/{id}` or `GET /Appointment?id={id}` (CN-1). */
export const READ_BACKS = ['read', 'search'] as const;
export const readBackSchema = oneOf(READ_BACKS, {
  description: 'How an appointment is read back: by a read of its id, or by a search for it (CN-1).',
});
export type ReadBack = Static<typeof readBackSchema>;
