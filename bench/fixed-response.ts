import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The response of a bare server: the bytes that the simulator sent. */
export interface FixedResponse {
  readonly status: number;
  /** Names and values in turns, as `writeHead` takes them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Writes a response for the bare servers to repeat; returns the file. */
export function writeFixedResponse(scratch: string, name: string, response: FixedResponse): string {
  const file = join(scratch, `${name}.response.json`);
  writeFileSync(file, JSON.stringify({ ...response, body: response.body.toString('base64') }));
  return file;
}

/** Reads the response from the file in the arguments of this process. */
export function readFixedResponse(): FixedResponse {
  const [, , file] = process.argv;
  if (file === undefined) throw new Error('expected the file of a response as argument');
  const { body, ...response } = JSON.parse(readFileSync(file, 'utf8')) as FixedResponse & { readonly body: string };
  return { ...response, body: Buffer.from(body, 'base64') };
}
