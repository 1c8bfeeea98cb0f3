import { type Failure, type FailureKind, createFailure } from './failure.ts';
import type { XisResponse } from './response.ts';
import type { XisRequest } from './request.ts';

/** What may mean that nobody is there any longer. */
const GONE = new Set<FailureKind>(['name-not-resolved', 'connection-refused', 'unreachable', 'dropped', 'truncated']);
/** How long a XIS has that starts again, in real milliseconds. */
const PAUSE_MS = 1000;
const PROBE: XisRequest = {
  purpose: 'look whether the XIS still answers',
  path: '/ValueSet/BookableAppointmentTypes',
};

/** Tells a XIS that is gone from one that drops a connection. */
export interface AvailabilityProbe {
  /** Why nothing is sent any longer; undefined as long as the XIS is there. */
  unreachable(): Failure | undefined;
  /** Looks at how a request has ended, and asks the XIS once or twice more where that may be its end. */
  inspect(response: XisResponse): Promise<void>;
}

/**
 * @param send sends a request, without looking at how it ends
 * @param wait waits a number of real milliseconds
 */
export function createAvailabilityProbe(
  send: (request: XisRequest) => Promise<XisResponse>,
  wait: (milliseconds: number) => Promise<void>,
): AvailabilityProbe {
  let hasAnswered = false;
  let lost: Failure | undefined;
  let looking: Promise<boolean> | undefined;
  const isGone = ({ failure: why }: XisResponse): boolean => why !== undefined && GONE.has(why.kind);
  const isBack = async (): Promise<boolean> => {
    if (!isGone(await send(PROBE))) return true;
    await wait(PAUSE_MS);
    return !isGone(await send(PROBE));
  };
  return {
    unreachable: () => lost,
    async inspect(response) {
      const why = response.failure;
      if (!why || !isGone(response)) {
        hasAnswered ||= response.status > 0;
        return;
      }
      // A XIS that has never answered is told before the first check.
      if (!hasAnswered || lost) return;
      // Those that were sent together ask once.
      looking ??= isBack();
      const back = await looking;
      looking = undefined;
      const { kind, text } = createFailure('xis-unreachable');
      if (!back) lost ??= { kind, text: `${text} at ${response.exchangeId} (${why.text})` };
    },
  };
}
