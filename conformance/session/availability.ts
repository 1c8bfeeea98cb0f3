import type { ResponseDiagnosis } from '../../transport/diagnose-response.ts';
import { createFailure, type Failure, type FailureKind } from '../../transport/failure.ts';
import type { ProblemCode } from '../../transport/problems.ts';
import type { XisRequest, XisResponse } from './message.ts';

/** Failures that may mean that the XIS is gone. */
const GONE = new Set<FailureKind>(['name-not-resolved', 'connection-refused', 'unreachable', 'dropped', 'truncated']);
/** The time in which a XIS may restart, in real milliseconds. */
const RESTART_MS = 1000;
const PROBE: XisRequest = {
  purpose: 'probe whether the XIS still responds',
  path: '/ValueSet/BookableAppointmentTypes',
};

/** What an availability needs of a run. */
interface Means {
  /** Sends a request once, without inspecting how it ends. */
  send(request: XisRequest): Promise<XisResponse>;
  /** Waits a number of real milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Returns what may have answered in the place of the XIS. */
  suspect(response: XisResponse): ResponseDiagnosis | undefined;
  /** Returns what to do about it. */
  advise(code: ProblemCode): string;
  /** Returns the id of an exchange in the report. */
  idInReport(exchangeId: string): string;
}

/**
 * Distinguishes a XIS that is gone from one that drops a connection, and a token that has expired, or a device between that
 * refuses everything, from one request that is not accepted.
 */
export function createAvailability({ send, wait, suspect, advise, idInReport }: Means) {
  let hasResponded = false;
  let accepted = 0;
  let lost: Failure | undefined;
  let probing: Promise<XisResponse> | undefined;
  const isGone = ({ failure }: XisResponse): boolean => failure !== undefined && GONE.has(failure.kind);
  /** Requests that were sent together share a probe. */
  const probe = async (): Promise<XisResponse> => {
    probing ??= (async () => {
      const first = await send(PROBE);
      if (!isGone(first)) return first;
      await wait(RESTART_MS);
      return send(PROBE);
    })();
    try {
      return await probing;
    } finally {
      probing = undefined;
    }
  };
  const lose = (kind: FailureKind, { exchangeId }: XisResponse, note: string, advice?: string): void => {
    const { text } = createFailure(kind);
    if (lost) return;
    const seen = `${text} at ${idInReport(exchangeId)} (${note})`;
    lost = { kind, text: advice === undefined ? seen : `${seen}. ${advice}` };
  };
  return {
    /** Whether the XIS has responded to a request of the run. */
    hasResponded: (): boolean => hasResponded,
    /** Returns why no request is sent any longer; undefined as long as the XIS responds and accepts the token. */
    lost: (): Failure | undefined => lost,
    /**
     * Inspects how a request has ended, and probes the XIS where it may be gone, or may have stopped to accept the token.
     * @param isAboutRun whether the request was sent with the token of the run: any other says nothing about it
     */
    async inspect(response: XisResponse, isAboutRun: boolean): Promise<void> {
      const { failure, status } = response;
      if (status > 0 && !isGone(response)) hasResponded = true;
      if (isAboutRun && status >= 200 && status < 300 && !failure) accepted++;
      if (lost) return;
      // What has never worked is reported before the first check.
      if (failure && isGone(response) && hasResponded && isGone(await probe())) {
        lose('xis-unreachable', response, failure.text);
      }
      const suspicion = isAboutRun && accepted > 0 && !failure ? suspect(response) : undefined;
      if (suspicion && suspect(await probe())?.code === suspicion.code) {
        const { code, note = String(status) } = suspicion;
        lose(code, response, `${note}, after ${accepted} accepted requests`, advise(code));
      }
    },
  };
}
