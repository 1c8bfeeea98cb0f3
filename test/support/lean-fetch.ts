import { Agent, type IncomingMessage, request } from 'node:http';

/** Closes an unused connection before a server does: after its 5 seconds, a request could meet the end of the connection. */
const agent = new Agent({ keepAlive: true, timeout: 3000 });

/** Responses without a body, for which the constructor of a `Response` rejects one. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends a request as `fetch` does, over the same wire with a third of its processor time: for the thousands of requests of
 * tests that are not about transport. It follows no redirect, and a response that breaks off is an error as a whole.
 * @throws TypeError without a response; the reason of the signal when it aborts
 */
export const leanFetch: typeof fetch = (input, { method = 'GET', headers, body, signal } = {}) =>
  new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(signal?.aborted ? signal.reason : new TypeError('fetch failed', { cause }));
    };
    const fields = { accept: '*/*', ...Object.fromEntries(new Headers(headers)) };
    const sent = request(String(input), { method, agent, headers: fields });
    sent.on('error', fail).on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(toResponse(response, Buffer.concat(parts)))).on('error', fail);
    });
    const abort = (): void => void sent.destroy(new Error('aborted'));
    signal?.addEventListener('abort', abort);
    sent.on('close', () => signal?.removeEventListener('abort', abort));
    if (signal?.aborted) abort();
    sent.end(body);
  });

function toResponse({ statusCode: status = 0, rawHeaders }: IncomingMessage, bytes: Buffer): Response {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return new Response(WITHOUT_BODY.has(status) ? undefined : new Uint8Array(bytes), { status, headers });
}
