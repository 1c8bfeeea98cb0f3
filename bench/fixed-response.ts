import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bare server answers: the bytes that the simulator has sent. */
export interface FixedResponse {
  readonly status: number;
  /** Names and values by turns, as `writeHead` takes them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Keeps an answer for the servers that shall repeat it; returns the file. */
export function writeFixedResponse(scratch: string, name: string, answer: FixedResponse): string {
  const file = join(scratch, `${name}.answer.json`);
  writeFileSync(file, JSON.stringify({ ...answer, body: answer.body.toString('base64') }));
  return file;
}

/** The answer in the file that a server was started with. */
export function readFixedResponse(): FixedResponse {
  const [, , file] = process.argv;
  if (file === undefined) throw new Error('no answer to give');
  const { body, ...answer } = JSON.parse(readFileSync(file, 'utf8')) as FixedResponse & { readonly body: string };
  return { ...answer, body: Buffer.from(body, 'base64') };
}
