import type {
  DateFormat,
  DateParameter,
  OrganizationFormat,
  OrganizationHeader,
  PractitionerStatus,
  ReadBack,
} from '../../fhir/open-readings.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { defined } from '../../schema/defined.ts';
import { AGB_SYSTEM } from '../naming-systems.ts';
import type { ResolvedCheckOptions } from '../options.ts';

/** The forms in which a run sends what the publication leaves open. The preflight and the first booking may change them. */
export interface Forms {
  organizationHeader: OrganizationHeader;
  organizationFormat: OrganizationFormat;
  dateFormat: DateFormat;
  dateParameter: DateParameter;
  /** The dialect in which the XIS takes bookings and cancellations; the verdict is on the option. */
  dialect: { booking: Dialect; cancellation: Dialect };
  /** What bookings have shown: the statuses of the practitioner that the XIS takes, and how it lets appointments be read back. */
  readonly seen: { readonly practitionerStatuses: Set<PractitionerStatus>; readonly readBacks: Set<ReadBack> };
}

/** The forms that are set by options, or else sent by default. */
export function createForms(options: ResolvedCheckOptions): Forms {
  return {
    organizationHeader: options.organizationHeader ?? 'X-Organization-Identifier',
    organizationFormat: options.organizationFormat ?? 'token',
    dateFormat: options.dateFormat ?? 'instant',
    dateParameter: options.dateParameter ?? 'schedule.date',
    dialect: { booking: options.dialect, cancellation: options.dialect },
    seen: { practitionerStatuses: new Set(), readBacks: new Set() },
  };
}

/** Formats an AGB code as the value of the organization header (TR-2). */
export function formatOrganization(agb: string, { organizationFormat }: Pick<Forms, 'organizationFormat'>): string {
  return organizationFormat === 'token' ? `${AGB_SYSTEM}|${agb}` : agb;
}

/** Returns a key of the forms in which requests without a body are sent. */
export function keyOfForms({ organizationHeader, organizationFormat, dateFormat, dateParameter }: Forms): string {
  return [organizationHeader, organizationFormat, dateFormat, dateParameter].join();
}

/** Describes the forms that the XIS understood, for a report: by the option that sets each. */
export function describeForms({ seen, dialect, ...forms }: Forms): Readonly<Record<string, string>> {
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = forms;
  const list = (values: ReadonlySet<string>): string | undefined =>
    values.size === 0 ? undefined : [...values].sort().join(', ');
  const hasBooked = seen.practitionerStatuses.size > 0;
  return {
    organizationHeader,
    organizationFormat,
    dateParameter,
    dateFormat,
    ...defined({
      practitionerStatus: list(seen.practitionerStatuses),
      dialect: hasBooked ? list(new Set([dialect.booking, dialect.cancellation])) : undefined,
      readBack: list(seen.readBacks),
    }),
  };
}
