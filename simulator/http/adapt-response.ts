import type { InboundOperation } from '../domain/fault/rule.ts';
import type { Practice } from '../domain/practice.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import { hasPublishedContentType } from '../interactions/published-content.ts';

/** Adapts a response to what the practice does where nothing is published; a response that a fault or defect changed stays. */
export function adaptResponse(
  response: InteractionResponse,
  operation: InboundOperation | undefined,
  { errorBodies, cancellationBody, otherMediaType }: Practice,
): InteractionResponse {
  if (response.distortion) return response;
  const isError = response.status >= 400;
  if (hasPublishedContentType(operation, response.status)) return response;
  const hasBody = isError ? errorBodies : cancellationBody || operation !== 'create-appointment-response';
  if (!hasBody) return { ...response, head: '', parts: [] };
  return otherMediaType === undefined ? response : { ...response, distortion: { mediaType: otherMediaType } };
}
