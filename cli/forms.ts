import { type CheckOptions, type DetectedForms, detectForms, realSystem } from '../conformance/index.ts';
import { defined } from '../schema/defined.ts';
import type { Connection } from './connection.ts';

/** The forms that are detected, where no option sets them. */
const DETECTED = ['organizationHeader', 'organizationFormat', 'dateFormat', 'dateParameter'] as const;

/**
 * Finds the forms of the organization header and of the dates that a XIS understands, as `check` does (TR-2, SL-9). Nothing is
 * sent where the options set all of them.
 * @param library the options of the command, as the library has them
 */
export async function findForms(
  library: Partial<CheckOptions>,
  { network, token, headers, timeoutMs }: Connection,
): Promise<DetectedForms> {
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = library;
  if (organizationHeader && organizationFormat && dateFormat && dateParameter) {
    return { organizationHeader, organizationFormat, dateFormat, dateParameter, notes: [] };
  }
  const { baseUrl = '', organization = '', category, type, timeZone } = library;
  const forms = Object.fromEntries(DETECTED.map((name) => [name, library[name]]));
  return detectForms({
    baseUrl,
    organization,
    headers,
    timeoutMs,
    system: { ...realSystem, ...network },
    ...defined({ token, category, type, timeZone, ...forms }),
  });
}
