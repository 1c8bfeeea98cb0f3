import { createFailure, type Failure, type FailureKind } from './failure.ts';
import type { XisRequest, XisResponse } from './message.ts';

/** Failures that may mean that the XIS is gone. */
const GONE = new Set<FailureKind>(['name-not-resolved', 'connection-refused', 'unreachable', 'dropped', 'truncated']);
/** The time in which a XIS may restart, in real milliseconds. */
const RESTART_MS = 1000;
const PROBE: XisRequest = {
  purpose: 'probe whether the XIS still responds',
  path: '/ValueSet/BookableAppointmentTypes',
};

/**
 * Distinguishes a XIS that is gone from one that drops a connection.
 * @param send sends a request, without inspecting how it ends
 * @param wait waits a number of real milliseconds
 */
export function createAvailabilityProbe(
  send: (request: XisRequest) => Promise<XisResponse>,
  wait: (milliseconds: number) => Promise<void>,
) {
  let hasResponded = false;
  let unreachable: Failure | undefined;
  let probing: Promise<boolean> | undefined;
  const isGone = ({ failure }: XisResponse): boolean => failure !== undefined && GONE.has(failure.kind);
  const isBack = async (): Promise<boolean> => {
    if (!isGone(await send(PROBE))) return true;
    await wait(RESTART_MS);
    return !isGone(await send(PROBE));
  };
  return {
    /** Returns why no request is sent any longer; undefined as long as the XIS responds. */
    unreachable: (): Failure | undefined => unreachable,
    /** Inspects how a request has ended, and probes the XIS up to two times where it may be gone. */
    async inspect(response: XisResponse): Promise<void> {
      const { failure } = response;
      if (!failure || !isGone(response)) {
        hasResponded ||= response.status > 0;
        return;
      }
      // A XIS that has never responded is reported before the first check.
      if (!hasResponded || unreachable) return;
      // Requests that were sent together share a probe.
      probing ??= isBack();
      const back = await probing;
      probing = undefined;
      const { kind, text } = createFailure('xis-unreachable');
      if (!back) unreachable ??= { kind, text: `${text} at ${response.exchangeId} (${failure.text})` };
    },
  };
}
