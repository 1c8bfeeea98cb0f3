import { defined } from '../schema/defined.ts';
import { createFailure, type Failure, type FailureKind, toFailure } from './failure.ts';
import type { RetrySystem } from './retry.ts';
import { startTimeout } from './start-timeout.ts';

/** A response with the bytes of its body, or why it is missing or incomplete. */
export interface FetchedResponse {
  /** 0 without a response. */
  readonly status: number;
  readonly headers: Headers;
  /** As far as they were read; empty for a redirect, which is not followed. */
  readonly bytes: Buffer;
  readonly failure?: Failure;
}

/** The network of a request, and its limits. */
export interface FetchLimits {
  readonly system: Pick<RetrySystem, 'wait'> & {
    readonly fetch: typeof fetch;
    /** Returns host and port of the proxy that requests to a URL go through; undefined without one. */
    proxyOf?(url: string): string | undefined;
  };
  /** Real milliseconds for the response with its body. */
  readonly timeoutMs: number;
  /** Of the body, unpacked. */
  readonly maxBytes: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the placeholder of a missing response. */
export function withoutResponse(failure: Failure): FetchedResponse & { readonly failure: Failure } {
  return { status: 0, headers: new Headers(), bytes: Buffer.alloc(0), failure };
}

/** Sends a request once and reads its response; always ends its timer and releases its connection. Never rejects. */
export async function fetchOnce(url: string, init: RequestInit, limits: FetchLimits): Promise<FetchedResponse> {
  const { system, timeoutMs, maxBytes, signal } = limits;
  const timeout = startTimeout(system, timeoutMs);
  const isAborted = (): boolean => signal?.aborted === true && !timeout.signal.aborted;
  try {
    const response = await system.fetch(url, {
      ...init,
      // A redirect would send the patient's data to a server that is not configured.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout.signal, signal]) : timeout.signal,
    });
    const { status, headers } = response;
    const { bytes, failure } = await readBytes(response, maxBytes, isAborted);
    return { status, headers, bytes, ...defined({ failure: failure && throughProxy(failure, system.proxyOf?.(url)) }) };
  } catch (error) {
    return withoutResponse(throughProxy(toFailure(error, isAborted()), system.proxyOf?.(url)));
  } finally {
    timeout.stop();
  }
}

const ON_THE_WAY: ReadonlySet<FailureKind> = new Set<FailureKind>(['dropped', 'truncated', 'timeout']);

/** Names the proxy of a request that failed on its way: it may be the reason. */
function throughProxy(failure: Failure, proxy: string | undefined): Failure {
  if (proxy === undefined || !ON_THE_WAY.has(failure.kind)) return failure;
  return { ...failure, text: `${failure.text}, through the proxy ${proxy}` };
}

async function readBytes(
  response: Response,
  maxBytes: number,
  isAborted: () => boolean,
): Promise<Pick<FetchedResponse, 'bytes' | 'failure'>> {
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel().catch(() => undefined);
    return { bytes: Buffer.alloc(0) };
  }
  const parts: Uint8Array[] = [];
  const end = (failure?: Failure) => ({ bytes: Buffer.concat(parts), ...defined({ failure }) });
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > maxBytes) return end(createFailure('too-long'));
      parts.push(part);
    }
    return end();
  } catch (error) {
    const failure = toFailure(error, isAborted());
    return end(failure.kind === 'dropped' ? createFailure('truncated', { code: failure.code }) : failure);
  }
}
