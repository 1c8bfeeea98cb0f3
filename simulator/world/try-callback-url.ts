import { formatFailure, toFailure } from '../../transport/failure.ts';
import type { System } from '../system.ts';

/** The result of a request to the url of callbacks: a response of any status shows that it can be reached. */
export interface UrlTrial {
  readonly reached: boolean;
  readonly status?: number;
  /** Why it was not reached. */
  readonly error?: string;
  /** Real milliseconds. */
  readonly ms: number;
}

const TIMEOUT_MS = 5000;

/** Sends a HEAD to a url, without a token and with nothing of a patient; waits for at most 5 seconds of real time. */
export async function tryCallbackUrl(system: System, url: string): Promise<UrlTrial> {
  const startedAt = system.elapsed();
  const ending = new AbortController();
  const cancel = system.after(TIMEOUT_MS, () => ending.abort(new DOMException('no response in time', 'TimeoutError')));
  const measure = (): number => Math.round(system.elapsed() - startedAt);
  try {
    const { status } = await system.fetch(url, { method: 'HEAD', redirect: 'manual', signal: ending.signal });
    return { reached: true, status, ms: measure() };
  } catch (error) {
    return { reached: false, error: formatFailure(toFailure(error)), ms: measure() };
  } finally {
    cancel();
  }
}
