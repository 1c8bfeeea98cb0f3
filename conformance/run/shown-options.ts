import { redactText } from '../../output/redaction.ts';
import type { ResolvedCheckOptions } from '../options.ts';

/** The options as a report shows them: of secrets and patients only that there are some. */
export function shownOptions(options: ResolvedCheckOptions): Readonly<Record<string, string>> {
  const { otherOrganization, category, type, patient, only, skip } = options;
  const optional = {
    otherOrganization,
    category,
    type,
    patientReference: patient?.reference,
    patientBsn: patient?.bsn === undefined ? undefined : '[redacted]',
    token: options.token === undefined ? undefined : '[redacted]',
    headers: Object.keys(options.headers).join(', ') || undefined,
    only: only.join(', ') || undefined,
    skip: skip.join(', ') || undefined,
    maxBookings: options.allowBooking ? String(options.maxBookings) : undefined,
    callbacks: options.callbacks?.url,
    approvalType: options.approvalType,
  };
  const shown: Record<string, string> = {
    organization: options.organization,
    allowBooking: String(options.allowBooking),
    timeZone: options.timeZone,
    timeoutMs: String(options.timeoutMs),
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) shown[name] = redactText(value);
  return shown;
}
