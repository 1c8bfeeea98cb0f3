import type { PractitionerStatus } from '../../fhir/open-readings.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { formatBody, formatPractitionerStatus } from './forms.ts';
import { type ProviderConnection, type ProviderReply, type RelayedRequest, sendToProvider } from './provider.ts';
import type { Finding, InteractionRun } from './session.ts';

/** The reply to a request, in the form that the provider understood. */
export interface Attempt {
  readonly reply: ProviderReply;
  /** The form that was understood, where it is not the first one. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

const DIALECT_NAMES: Readonly<Record<Dialect, string>> = {
  published: 'the published dialect',
  r4: 'the dialect of R4',
};

/**
 * Sends a request, and where the provider rejects its form once more in the other one. A rejected status of the practitioner
 * is an open reading. A rejected dialect is a violation: the other one is sent so that an appointment is cancelled.
 */
export async function sendInAnyForm(
  provider: ProviderConnection,
  request: RelayedRequest,
  run: InteractionRun,
): Promise<Attempt> {
  const reply = await sendToProvider(provider, request);
  const isExpected = run.states.some(({ name }) => name === 'no slot at that time');
  if (request.kind === 'booking' && !isExpected && statusOf(reply, [400, 422]) !== undefined) {
    return (await sendBookingAgain(provider, request, run, reply)) ?? { reply, notes: [], findings: [] };
  }
  const status = statusOf(reply, [400, 404, 403, 409, 415, 422]);
  if (request.kind === 'cancellation' && status !== undefined) {
    const dialect = otherDialect(provider);
    const second = await sendToProvider(provider, { ...request, body: formatBody(request.body, dialect) });
    if (isSuccess(second)) return { reply: second, notes: [], findings: [explainDialect('CN-3', provider, status)] };
  }
  return { reply, notes: [], findings: [] };
}

/** Returns the practitioner's status in a booking: the configured one, or else that of the type (AP-4). */
export function practitionerStatusFor({ forms }: ProviderConnection, { states }: InteractionRun): PractitionerStatus {
  const needsApproval = states.some(({ name }) => name === 'a free slot that needs approval');
  return forms.practitionerStatus ?? (needsApproval ? 'needs-action' : 'accepted');
}

/** Sends a rejected booking, of which nothing is stored, in its other forms; undefined if the provider rejects all. */
async function sendBookingAgain(
  provider: ProviderConnection,
  request: RelayedRequest,
  run: InteractionRun,
  rejection: ProviderReply,
): Promise<Attempt | undefined> {
  const status = 'status' in rejection ? rejection.status : 0;
  const first = practitionerStatusFor(provider, run);
  const second: PractitionerStatus = first === 'accepted' ? 'needs-action' : 'accepted';
  const statuses = provider.forms.practitionerStatus === undefined ? [first, second] : [first];
  for (const dialect of [provider.forms.dialect ?? 'published', otherDialect(provider)] as const) {
    const isDialect = dialect === (provider.forms.dialect ?? 'published');
    for (const practitioner of statuses) {
      if (isDialect && practitioner === first) continue;
      const body = formatPractitionerStatus(formatBody(request.body, dialect), practitioner);
      const reply = await sendToProvider(provider, { ...request, body });
      // The XIS may have handled it: another one could be a second appointment (AP-12).
      if ('fault' in reply) return { reply, notes: [], findings: [] };
      if (!isUnderstood(reply)) continue;
      const note = `AP-4: the XIS rejected the practitioner's status '${first}' with ${status}, and understood '${second}'`;
      return {
        reply,
        notes: practitioner === first ? [] : [note],
        findings: isDialect ? [] : [explainDialect('AP-4', provider, status)],
      };
    }
  }
  return undefined;
}

function otherDialect({ forms }: ProviderConnection): Dialect {
  return forms.dialect === 'r4' ? 'published' : 'r4';
}

function explainDialect(clause: 'AP-4' | 'CN-3', provider: ProviderConnection, status: number): Finding {
  const dialect = provider.forms.dialect ?? 'published';
  const [requested, understood] = [DIALECT_NAMES[dialect], DIALECT_NAMES[otherDialect(provider)]];
  const message = `expected success in ${requested}, got ${status}; ${understood} was understood. ${provider.nameOption('dialect')} sets the dialect`;
  return { clause, where: 'status', message };
}

/** Returns the status of a reply if it is one of these. */
function statusOf(reply: ProviderReply, statuses: readonly number[]): number | undefined {
  return 'status' in reply && statuses.includes(reply.status) ? reply.status : undefined;
}

function isSuccess(reply: ProviderReply): boolean {
  return 'status' in reply && reply.status >= 200 && reply.status < 300;
}

/** Returns whether the provider read the body: it stored the appointment, or the slot is taken. */
function isUnderstood(reply: ProviderReply): boolean {
  return isSuccess(reply) || statusOf(reply, [409]) !== undefined;
}
