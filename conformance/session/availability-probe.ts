import { type Failure, type FailureKind, failure } from './failure.ts';
import type { Reply } from './response.ts';
import type { TargetRequest } from './request.ts';

/** What may mean that nobody is there any longer. */
const GONE = new Set<FailureKind>(['name-not-resolved', 'refused', 'unreachable', 'dropped', 'broken-off']);
/** How long a XIS has that starts again, in real milliseconds. */
const PAUSE_MS = 1000;
const PROBE: TargetRequest = {
  purpose: 'look whether the XIS still answers',
  path: '/ValueSet/BookableAppointmentTypes',
};

/** Tells a XIS that is gone from one that drops a connection. */
export interface Watch {
  /** Why nothing is sent any longer; undefined as long as the XIS is there. */
  lost(): Failure | undefined;
  /** Looks at how a request has ended, and asks the XIS once or twice more where that may be its end. */
  look(reply: Reply): Promise<void>;
}

/**
 * @param send sends a request, without looking at how it ends
 * @param wait waits a number of real milliseconds
 */
export function createWatch(
  send: (request: TargetRequest) => Promise<Reply>,
  wait: (milliseconds: number) => Promise<void>,
): Watch {
  let hasAnswered = false;
  let lost: Failure | undefined;
  let looking: Promise<boolean> | undefined;
  const isGone = ({ failure: why }: Reply): boolean => why !== undefined && GONE.has(why.kind);
  const isBack = async (): Promise<boolean> => {
    if (!isGone(await send(PROBE))) return true;
    await wait(PAUSE_MS);
    return !isGone(await send(PROBE));
  };
  return {
    lost: () => lost,
    async look(reply) {
      const why = reply.failure;
      if (!why || !isGone(reply)) {
        hasAnswered ||= reply.status > 0;
        return;
      }
      // A XIS that has never answered is told before the first check.
      if (!hasAnswered || lost) return;
      // Those that were sent together ask once.
      looking ??= isBack();
      const back = await looking;
      looking = undefined;
      const { kind, text } = failure('lost');
      if (!back) lost ??= { kind, text: `${text} at ${reply.exchange} (${why.text})` };
    },
  };
}
