import type { ResolvedCheckOptions } from '../options.ts';
import { type Failure, createFailure } from './failure.ts';
import type { ResponseBody } from './read-body.ts';

/** The most requests of one run, whatever the XIS answers. */
const MOST_REQUESTS = 2000;
/** The most that is read in one run, unpacked: what was read is kept until its end, for other checks. */
const MOST_MB = 500;
const MOST_BYTES = MOST_MB * 1024 * 1024;
/** After so many time-outs in a row nothing more is sent. */
const MOST_TIMEOUTS = 5;

/** What a run may send and read. */
export interface RunLimits {
  /** Why nothing more is sent; undefined when something is. */
  exceeded(): Failure | undefined;
  /** Counts an answer. */
  count(body: ResponseBody): void;
}

/** @param options how a run is ended */
export function createRunLimits({ signal }: Pick<ResolvedCheckOptions, 'signal'>): RunLimits {
  let requests = 0;
  let bytes = 0;
  let timeouts = 0;
  return {
    exceeded() {
      if (signal.aborted) return createFailure('aborted');
      if (requests >= MOST_REQUESTS) return named('too-many-requests', `${MOST_REQUESTS} requests`);
      if (bytes >= MOST_BYTES) return named('too-much-read', `${MOST_MB} MB`);
      return timeouts >= MOST_TIMEOUTS ? createFailure('circuit-open') : undefined;
    },
    count(body) {
      requests++;
      bytes += body.bytes;
      timeouts = body.failure?.kind === 'timeout' ? timeouts + 1 : 0;
    },
  };
}

function named(kind: 'too-many-requests' | 'too-much-read', limit: string): Failure {
  const plain = createFailure(kind);
  return { ...plain, text: `${plain.text} (${limit})` };
}
