import type { ServerResponse } from 'node:http';
import type { InteractionResponse } from '../interaction-result.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** How the sending of an answer goes wrong. */
export interface Distortion {
  readonly mediaType?: string;
  /** The connection ends in the middle of the body. */
  readonly truncated?: boolean;
}

/** Sends an answer, part by part. */
export function send(
  response: ServerResponse,
  answer: InteractionResponse,
  { mediaType, truncated }: Distortion = {},
): void {
  const { head = '', parts } = answer;
  let length = Buffer.byteLength(head);
  for (const part of parts) length += part.length;
  const headers: string[] = ['Content-Length', String(length)];
  if (length > 0) headers.push('Content-Type', mediaType ?? FHIR_JSON);
  for (const name in answer.headers) headers.push(name, answer.headers[name] as string);
  response.writeHead(answer.status, headers);
  if (truncated && length > 1) {
    // The client was promised all of it; what is missing it notices when the connection ends.
    response.write(wholeBody(answer).subarray(0, Math.floor(length / 2)), () => response.destroy());
    return;
  }
  if (parts.length === 0) return void response.end(head);
  if (head !== '') response.write(head);
  for (let index = 0; index < parts.length - 1; index++) response.write(parts[index]);
  response.end(parts.at(-1));
}

/** The body of an answer in one piece. */
export function wholeBody({ head = '', parts }: Pick<InteractionResponse, 'head' | 'parts'>): Buffer {
  return Buffer.concat([Buffer.from(head), ...parts]);
}
