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
export function send(
  response: ServerResponse,
  { status, headers, head = '', parts, distortion }: InteractionResponse,
): void {
  if (distortion?.reset) return void response.socket?.resetAndDestroy();
  let length = Buffer.byteLength(head);
  for (const part of parts) length += part.length;
  const rawHeaders: string[] = ['Content-Length', String(length)];
  if (length > 0) rawHeaders.push('Content-Type', distortion?.mediaType ?? FHIR_JSON);
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
