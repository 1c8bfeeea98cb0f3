import type { IncomingMessage } from 'node:http';
import type { Problem } from '../problem.ts';

/** A longer body is refused: 1 MiB. */
const LONGEST_BODY = 1_048_576;

/**
 * Reads a request's JSON body. Done by ourselves, because the usual middleware takes longer for it than validating,
 * booking and journal together (docs/decisions/0004-express-without-its-cost.md).
 * @param done called once, with the body or what is wrong with it; never when the client goes away
 */
export function readJsonBody(
  request: IncomingMessage,
  done: (body: { readonly value: unknown } | Problem) => void,
): void {
  const { 'content-encoding': encoding = 'identity', 'content-length': announced = '0' } = request.headers;
  if (encoding !== 'identity')
    return refuse(request, { problem: 'media-type', detail: 'Compressed bodies are not read.' }, done);
  if (Number(announced) > LONGEST_BODY) return refuse(request, { problem: 'body-too-long' }, done);
  const parts: Buffer[] = [];
  let length = 0;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= LONGEST_BODY) parts.push(part);
    else {
      request.removeAllListeners('data').removeAllListeners('end');
      refuse(request, { problem: 'body-too-long' }, done);
    }
  });
  request.on('end', () => done(parse(parts)));
  // Who breaks off gets no answer; without a listener the error would end the process.
  request.on('error', () => undefined);
}

/** Answers before the body has come; what is left of it would be taken for the next request, so the connection ends. */
function refuse(request: IncomingMessage, problem: Problem, done: (problem: Problem) => void): void {
  request.resume();
  done({ ...problem, headers: { Connection: 'close' } });
}

function parse(parts: readonly Buffer[]): { readonly value: unknown } | Problem {
  const [first] = parts;
  if (!first) return { problem: 'body-not-json', detail: 'It is empty.' };
  const text = (parts.length === 1 ? first : Buffer.concat(parts)).toString('utf8');
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return { problem: 'body-not-json' };
  }
}
