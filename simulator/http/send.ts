import type { ServerResponse } from 'node:http';
import type { InteractionResponse, InteractionResult } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** Converts a problem to its response: a status with an OperationOutcome. */
export function toResponse(result: InteractionResult): InteractionResponse {
  if (!isProblem(result)) return result;
  const { status, body } = toOutcome(result);
  const { headers = {}, journal, problem } = result;
  return { status, headers, head: JSON.stringify(body), parts: [], journal: { ...journal, problem } };
}

/** Sends a response, part by part. */
export function send(response: ServerResponse, result: InteractionResponse): void {
  const { status, headers, head = '', parts, distortion } = result;
  if (distortion?.reset) return void response.socket?.resetAndDestroy();
  const length = lengthOf(result);
  const rawHeaders: string[] = ['Content-Length', String(length)];
  const mediaType = mediaTypeOf(result);
  if (mediaType !== undefined) rawHeaders.push('Content-Type', mediaType);
  for (const name in headers) rawHeaders.push(name, headers[name] as string);
  response.writeHead(status, rawHeaders);
  if (distortion?.truncated && length > 1) {
    // Content-Length announces the whole body; the client notices that it is incomplete when the connection ends.
    response.write(wholeBody({ head, parts }).subarray(0, Math.floor(length / 2)), () => response.destroy());
    return;
  }
  if (parts.length === 0) return void response.end(head);
  if (head !== '') response.write(head);
  for (let index = 0; index < parts.length - 1; index++) response.write(parts[index]);
  response.end(parts.at(-1));
}

/** Returns the body of a response in one piece. */
export function wholeBody({ head = '', parts }: Pick<InteractionResponse, 'head' | 'parts'>): Buffer {
  return Buffer.concat([Buffer.from(head), ...parts]);
}

/** Returns the length of the body of a response, in bytes. */
export function lengthOf({ head = '', parts }: Pick<InteractionResponse, 'head' | 'parts'>): number {
  let length = Buffer.byteLength(head);
  for (const part of parts) length += part.length;
  return length;
}

/** Returns the media type of a response; undefined without a body. */
export function mediaTypeOf(response: InteractionResponse): string | undefined {
  const hasBody = (response.head ?? '') !== '' || response.parts.some(({ length }) => length > 0);
  return hasBody ? (response.distortion?.mediaType ?? FHIR_JSON) : undefined;
}
