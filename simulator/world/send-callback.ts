import { redactJsonWithin } from '../../output/redaction.ts';
import { toFailure } from '../../transport/failure.ts';
import { parseRetryAfter } from '../../transport/retry-after.ts';
import type { AttemptResult } from '../domain/callback/retry.ts';
import type { Callback } from '../representation/callback.ts';
import { encodeLatin1 } from '../representation/latin1.ts';
import type { System } from '../system.ts';

/** The result of an attempt, and the response body: redacted, and only if it is JSON. */
export interface CallbackOutcome {
  readonly result: AttemptResult;
  readonly answer?: unknown;
}

/** Longer responses of Spreekuur.nl are not read: 64 KiB. */
const MAX_RESPONSE_BYTES = 65_536;
/** The approximate memory of a response that is kept: 4 KiB. */
const MAX_KEPT_BYTES = 4096;

/**
 * Sends a callback to Spreekuur.nl, once.
 * @param to the base of Spreekuur.nl, the time-out in real milliseconds, and the token (AU-7)
 * @param signal aborts the attempt
 */
export async function sendCallback(
  system: System,
  { method, path, headers, body, isLatin1 }: Callback,
  to: { readonly url: string; readonly timeoutMs: number; readonly token?: string | undefined },
  signal: AbortSignal,
): Promise<CallbackOutcome> {
  // AbortSignal.timeout within AbortSignal.any could be garbage-collected before it fires.
  const ending = new AbortController();
  const end = (): void => ending.abort(signal.reason);
  const cancel = system.after(to.timeoutMs, () =>
    ending.abort(new DOMException('no response in time', 'TimeoutError')),
  );
  signal.addEventListener('abort', end);
  try {
    const response = await system.fetch(`${to.url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/fhir+json',
        Accept: 'application/fhir+json',
        ...(to.token !== undefined && { Authorization: `Bearer ${to.token}` }),
        ...headers,
      },
      body: isLatin1 ? new Uint8Array(encodeLatin1(JSON.stringify(body))) : JSON.stringify(body),
      // A redirect would send a BSN to a url that is not configured.
      redirect: 'manual',
      signal: ending.signal,
    });
    const answer = await readResponse(response);
    const retryAfterMs = parseRetryAfter(response.headers);
    const result = {
      kind: 'answered' as const,
      status: response.status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    return { result, ...(answer === undefined ? {} : { answer }) };
  } catch (error) {
    return { result: { kind: 'no-answer', failure: toFailure(error) } };
  } finally {
    cancel();
    signal.removeEventListener('abort', end);
  }
}

/** Reads the JSON body of a response, redacted and bounded. Releases the connection in any case. */
async function readResponse(response: Response): Promise<unknown> {
  if (!response.body) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body) {
      length += part.length;
      if (length > MAX_RESPONSE_BYTES) return undefined;
      parts.push(part);
    }
    return redactJsonWithin(JSON.parse(Buffer.concat(parts).toString('utf8')), MAX_KEPT_BYTES).value;
  } catch {
    // Truncated, or not JSON: only the status counts.
    return undefined;
  }
}
