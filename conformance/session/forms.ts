import type {
  DateFormat,
  DateParameter,
  OrganizationFormat,
  OrganizationHeader,
  PractitionerStatus,
} from '../../fhir/open-readings.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { AGB_SYSTEM } from '../naming-systems.ts';
import type { ResolvedCheckOptions } from '../options.ts';

/** The forms in which a run sends what the publication leaves open. The preflight and the first booking may change them. */
export interface Forms {
  organizationHeader: OrganizationHeader;
  organizationFormat: OrganizationFormat;
  dateFormat: DateFormat;
  dateParameter: DateParameter;
  /** Of a type that is not known to need approval. */
  practitionerStatus: PractitionerStatus;
  /** The dialect in which the XIS takes bookings and cancellations; the verdict is on the option. */
  dialect: { booking: Dialect; cancellation: Dialect };
}

/** The forms that are set by options, or else sent by default. */
export function createForms(options: ResolvedCheckOptions): Forms {
  return {
    organizationHeader: options.organizationHeader ?? 'X-Organization-Identifier',
    organizationFormat: options.organizationFormat ?? 'token',
    dateFormat: options.dateFormat ?? 'instant',
    dateParameter: options.dateParameter ?? 'schedule.date',
    practitionerStatus: options.practitionerStatus ?? 'accepted',
    dialect: { booking: options.dialect, cancellation: options.dialect },
  };
}

/** Formats an AGB code as the value of the organization header (TR-2). */
export function formatOrganization(agb: string, { organizationFormat }: Pick<Forms, 'organizationFormat'>): string {
  return organizationFormat === 'token' ? `${AGB_SYSTEM}|${agb}` : agb;
}
