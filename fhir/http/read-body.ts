import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { JsonTooComplex, parseBoundedJson } from '../../schema/bounded-json.ts';

/**
 * Reads the body of a request up to a limit. The rest of a longer body is dropped as it arrives.
 * @param done is called once with the body, or with undefined as soon as it is too long; not at all when the client
 *   disconnects
 */
export function readBody(request: IncomingMessage, maxBytes: number, done: (body: Buffer | undefined) => void): void {
  const rejectLong = (): void => {
    // Without a listener the parts are dropped, and the connection lives on: a client that still sends gets its response.
    request.removeAllListeners('data').removeAllListeners('end').resume();
    done(undefined);
  };
  // A client that disconnects gets no response; without a listener the error would end the process.
  request.on('error', () => undefined);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return rejectLong();
  const parts: Buffer[] = [];
  let length = 0;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length > maxBytes) rejectLong();
    else parts.push(part);
  });
  request.on('end', () => done(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
}

/** A JSON body, or the reason why it cannot be read. */
export type JsonBody =
  | { readonly value: unknown }
  | { readonly problem: 'compressed' | 'too-long' | 'empty' | 'not-utf8' | 'not-json' | 'too-complex' };

/**
 * Reads a JSON body up to a limit (TR-14). It may begin with a byte order mark. Its nesting and its keys are bounded too.
 * @param done is called once; not at all when the client disconnects
 */
export function readJson(request: IncomingMessage, maxBytes: number, done: (body: JsonBody) => void): void {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity') return done({ problem: 'compressed' });
  readBody(request, maxBytes, (bytes) => done(bytes ? parseJson(bytes) : { problem: 'too-long' }));
}

function parseJson(bytes: Buffer): JsonBody {
  if (bytes.length === 0) return { problem: 'empty' };
  if (!isUtf8(bytes)) return { problem: 'not-utf8' };
  const text = bytes.toString('utf8');
  try {
    return { value: parseBoundedJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch (error) {
    return { problem: error instanceof JsonTooComplex ? 'too-complex' : 'not-json' };
  }
}
