import type { InboundOperation } from '../domain/fault/rule.ts';
import type { Practice } from '../domain/practice.ts';
import type { InteractionResponse } from '../interaction-result.ts';

/** The operations whose successful responses have a published content type (TR-1). */
const PUBLISHED: ReadonlySet<InboundOperation | undefined> = new Set([
  'read-appointment-types',
  'search-slot',
  'search-appointment',
  'search-schedule',
  'search-practitioner-role',
  'search-patient',
  'create-appointment',
]);

/** Adapts a response to what the practice does where nothing is published; a response that a fault or defect changed stays. */
export function adaptResponse(
  response: InteractionResponse,
  operation: InboundOperation | undefined,
  { errorBodies, cancellationBody, otherMediaType }: Practice,
): InteractionResponse {
  if (response.distortion) return response;
  const isError = response.status >= 400;
  const isPublished = !isError && PUBLISHED.has(operation);
  if (isPublished) return response;
  const hasBody = isError ? errorBodies : cancellationBody || operation !== 'create-appointment-response';
  if (!hasBody) return { ...response, head: '', parts: [] };
  return otherMediaType === undefined ? response : { ...response, distortion: { mediaType: otherMediaType } };
}
