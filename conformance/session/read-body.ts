import { type Failure, createFailure, toFailure } from './failure.ts';

/** A body, as far as it could be read. */
export interface ResponseBody {
  readonly text: string;
  readonly bytes: number;
  readonly failure?: Failure;
}

/** Reads the body of an answer up to a bound, counted after it is unpacked; the connection is freed in any case. */
export async function readBody(response: Response, maxBytes: number, aborted: () => boolean): Promise<ResponseBody> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const soFar = (why?: Failure): ResponseBody => ({
    // Unlike toString() this leaves a byte order mark out, which JSON.parse() takes for a mistake.
    text: new TextDecoder().decode(Buffer.concat(parts)),
    bytes,
    ...(why ? { failure: why } : {}),
  });
  try {
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > maxBytes) return soFar(createFailure('too-long'));
      parts.push(part);
    }
  } catch (error) {
    const why = toFailure(error, aborted());
    return soFar(why.kind === 'dropped' ? createFailure('truncated', why.code) : why);
  }
  return soFar();
}
