import { createBookingEngine } from '../engine/index.ts';
import { DATE_FORMATS, DATE_PARAMETERS, ORGANIZATION_FORMATS, ORGANIZATION_HEADERS } from '../fhir/open-readings.ts';
import type { OptionNames, Target } from './discovery/target.ts';
import type { FormOptions } from './verification/forms.ts';

/** The forms that the XIS understands, where they are not the first ones. */
export interface DetectedForms {
  readonly forms: FormOptions;
  /** A line for each, with the option that names it. */
  readonly notes: readonly string[];
}

const NONE: DetectedForms = { forms: {}, notes: [] };

/** Tries the other forms of the organization header, unless one is configured (TR-2). */
export async function detectOrganization(target: Target, nameOf: OptionNames): Promise<DetectedForms> {
  if (target.organizationHeader !== undefined || target.organizationFormat !== undefined) return NONE;
  for (const organizationHeader of ORGANIZATION_HEADERS) {
    for (const organizationFormat of ORGANIZATION_FORMATS) {
      const forms = { organizationHeader, organizationFormat };
      const result = await createBookingEngine({ ...target, ...forms }).appointmentTypes();
      if (result.outcome === 'failed') continue;
      const note = `TR-2: the XIS understands the organization as '${organizationFormat}' in ${organizationHeader} (${nameOf('organizationHeader')}, ${nameOf('organizationFormat')})`;
      return { forms, notes: [note] };
    }
  }
  return NONE;
}

/**
 * Tries the other forms of the dates of a search for slots, unless one is configured (SL-9). A XIS that does not know the
 * form of a date returns 400; one that does not know the name of the parameter may ignore it (TR-8).
 */
export async function detectDates(
  target: Target,
  type: { readonly system: string; readonly code: string },
  nameOf: OptionNames,
): Promise<DetectedForms> {
  if (target.dateFormat !== undefined || target.dateParameter !== undefined) return NONE;
  for (const dateFormat of DATE_FORMATS) {
    for (const dateParameter of DATE_PARAMETERS) {
      const forms = { dateFormat, dateParameter };
      const result = await createBookingEngine({ ...target, ...forms }).agendas(type);
      if (result.outcome === 'failed' && result.status !== 400 && result.status !== 422) return NONE;
      const isIgnored = result.observations.some(({ clause, effect }) => clause === 'SL-9' && effect === 'unusable');
      if (result.outcome === 'failed' || isIgnored) continue;
      if (dateFormat === DATE_FORMATS[0] && dateParameter === DATE_PARAMETERS[0]) return NONE;
      const note = `SL-9: the XIS understands dates as '${dateFormat}' in ${dateParameter} (${nameOf('dateFormat')}, ${nameOf('dateParameter')})`;
      return { forms, notes: [note] };
    }
  }
  return NONE;
}
