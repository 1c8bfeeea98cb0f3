import { adviseOnFailure, createBookingEngine } from '../engine/index.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactUnlessCode } from '../output/redaction.ts';
import { type DetectedForms, detectDates, detectOrganization } from './detect-forms.ts';
import type { OptionNames, Target } from './discovery/target.ts';

/** The XIS is unreachable or rejects every request. The message says what to do. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
}

const PATH = '/ValueSet/BookableAppointmentTypes';

/** Statuses by which a XIS may reject a form of the organization header that it does not know (TR-2). */
const REJECTED: readonly number[] = [400, 403, 404, 422];

/**
 * Sends the first requests, so that a wrong URL, a missing token or an unknown type is one error and not a failure of every
 * interaction. Finds out which forms the XIS understands, where the publication leaves them open.
 * @throws TargetError
 */
export async function preflight(
  target: Target,
  types: { readonly type: string | undefined; readonly approvalType: string | undefined },
  nameOf: OptionNames,
): Promise<DetectedForms> {
  const first = await createBookingEngine(target).appointmentTypes();
  const isRejected = first.outcome === 'failed' && REJECTED.includes(first.status ?? 0);
  const header: DetectedForms = isRejected ? await detectOrganization(target, nameOf) : { forms: {}, notes: [] };
  const understood = { ...target, ...header.forms };
  const result = header.notes.length > 0 ? await createBookingEngine(understood).appointmentTypes() : first;
  if (result.outcome === 'failed') {
    const { error, isTransport } = result;
    const advice = adviseOnFailure(result, nameOf);
    if (advice !== undefined) throw new TargetError(`${target.xis}${PATH}: ${error}. ${advice}`);
    if (isTransport) throw new TargetError(`${target.xis}${PATH}: ${error}`);
    // The contract judges it.
    return header;
  }
  const offered = result.outcome === 'types' ? result.types : [];
  for (const option of ['type', 'approvalType'] as const) {
    const type = types[option];
    if (type === undefined || offered.some(({ system, code }) => code === type || `${system}|${code}` === type)) {
      continue;
    }
    const codes = offered.map(({ code }) => redactUnlessCode(code)).join(', ') || 'no types';
    throw new TargetError(`${nameOf(option)}: expected an appointment type of the XIS (${codes}), got '${type}'`);
  }
  const [type] = offered;
  const dates: DetectedForms = type ? await detectDates(understood, type, nameOf) : { forms: {}, notes: [] };
  return { forms: { ...header.forms, ...dates.forms }, notes: [...header.notes, ...dates.notes] };
}
