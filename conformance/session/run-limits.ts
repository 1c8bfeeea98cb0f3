import { createFailure, type Failure } from '../../transport/failure.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { ResponseBody } from './send-request.ts';

/** Limits for any behavior of the XIS. */
const MAX_REQUESTS = 2000;
/** Unpacked; bodies are kept until the end of the run, for other checks. */
const MAX_MB = 500;
const MAX_BYTES = MAX_MB * 1024 * 1024;
/** After so many time-outs in a row, no further request is sent. */
const MAX_TIMEOUTS = 5;

/**
 * Limits what a run sends and reads.
 * @param options the signal that aborts the run
 */
export function createRunLimits({ signal }: Pick<ResolvedCheckOptions, 'signal'>) {
  let requests = 0;
  let bytes = 0;
  let timeouts = 0;
  return {
    /** Returns the limit that was exceeded; undefined without one. */
    exceeded(): Failure | undefined {
      if (signal.aborted) return createFailure('aborted');
      if (requests >= MAX_REQUESTS) return createFailure('too-many-requests', { note: `${MAX_REQUESTS} requests` });
      if (bytes >= MAX_BYTES) return createFailure('too-much-read', { note: `${MAX_MB} MB` });
      return timeouts >= MAX_TIMEOUTS ? createFailure('circuit-open') : undefined;
    },
    count(body: Pick<ResponseBody, 'bytes' | 'failure'>): void {
      requests++;
      bytes += body.bytes;
      timeouts = body.failure?.kind === 'timeout' ? timeouts + 1 : 0;
    },
  };
}
