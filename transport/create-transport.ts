import { defined } from '../schema/defined.ts';
import {
  diagnoseResponse,
  type ReceivedResponse,
  type ResponseDiagnosis,
  suspectObstacle,
} from './diagnose-response.ts';
import { createFailure, type Failure, type FailureKind, NOT_SENT } from './failure.ts';
import type { FetchedResponse } from './fetch-once.ts';
import { createRetries, decideRetry, GATEWAY_ERRORS, type RetrySystem, transportFault } from './retry.ts';
import { toTokenFailure } from './token-failure.ts';

/**
 * A bearer token, or a function that returns a current one. After a 401 the function gets the token that was refused, and
 * returns another one if it has one (AU-1).
 */
export type Token = string | ((refused?: string) => string | Promise<string>);

/** A request, and how it is sent once. */
export interface TransportRequest<R extends FetchedResponse> {
  readonly method: string;
  readonly url: string;
  readonly token: Token | undefined;
  /** Sends the request; has the failure in its result, and never rejects. */
  attempt(bearer: string | undefined): Promise<R>;
}

/** What came of a request. */
export type Sent<R> =
  | {
      /** The last attempt. */
      readonly result: R;
      /** Why it says nothing about the XIS. */
      readonly fault?: Failure;
      /** What answered in the place of a XIS, as far as the response shows it. */
      readonly diagnosis?: Failure;
      /** Whether the XIS may have handled the request without confirming it (AP-12). */
      readonly isUncertain: boolean;
    }
  | { readonly result: undefined; readonly fault: Failure; readonly isUncertain: false };

/** The way to a XIS, and what the requests so far have shown of it. Clients of one XIS may share it. */
export interface Transport {
  /** Sends a request, and sends it again where that is safe. */
  send<R extends FetchedResponse>(request: TransportRequest<R>): Promise<Sent<R>>;
  /** Sends requests although this one does not send any longer, with waits of its own: for cancellations at the end. */
  readonly cleanUp: Transport;
}

/** The clock and the timer of waits. */
export interface TransportSystem extends RetrySystem {
  /** Returns host and port of the proxy that requests to a URL go through; undefined without one. */
  proxyOf?(url: string): string | undefined;
}

export interface TransportOptions {
  /** Whether requests are sent again after faults of transport, and no longer to a XIS that hangs; default: false. */
  readonly retries?: boolean;
  /** Ends all waiting and sending but that of the clean-up. */
  readonly signal?: AbortSignal | undefined;
}

/** The beginning of a body, which shows what answered. */
const MAX_TEXT = 4096;

/** After so many time-outs, or refused tokens, in a row no further request is sent. */
const MAX_IN_A_ROW = 5;

/**
 * Creates the way to a XIS, for one run: its waits are bounded together, and once it has stopped sending, it stays so.
 * Without `retries`, a request is sent again only with a new token after a 401.
 */
export function createTransport(system: TransportSystem, options: TransportOptions = {}): Transport {
  const seen: Seen = { hasResponded: false, accepted: undefined };
  const cleanUp: Transport = {
    send: createSend(system, { ...options, signal: undefined }, seen),
    get cleanUp() {
      return cleanUp;
    },
  };
  return { send: createSend(system, options, seen), cleanUp };
}

/** What the requests so far have shown. */
interface Seen {
  hasResponded: boolean;
  /** Sends the last read that was accepted once more. */
  accepted: ((bearer: string | undefined) => Promise<FetchedResponse>) | undefined;
}

function createSend(
  system: TransportSystem,
  { retries = false, signal }: TransportOptions,
  seen: Seen,
): Transport['send'] {
  const decide = retries ? createRetries(system) : renewTokenOnly(system);
  const streak = createStreak();
  const stopReason = (): Failure | undefined => {
    if (signal?.aborted) return createFailure('aborted');
    return retries ? streak.reason() : undefined;
  };
  return async ({ method, url, token, attempt }) => {
    let refused: string | undefined;
    let isRenewed = false;
    for (let tried = 1; ; tried++) {
      const bearer = stopReason() ?? (await resolveToken(token, refused));
      if (typeof bearer === 'object') return { result: undefined, fault: bearer, isUncertain: false };
      const result = await attempt(bearer);
      const { status, headers, failure } = result;
      const history = {
        tried,
        hasResponded: seen.hasResponded,
        canRenewToken: typeof token === 'function' && !isRenewed,
      };
      const retry = await decide({ method, status, headers, failure }, history, signal);
      const received = (response: FetchedResponse): ReceivedResponse => receive(url, response, system.proxyOf?.(url));
      const diagnosed = failure ? undefined : diagnoseResponse(received(result));
      const diagnosis = diagnosed && createFailure(diagnosed.code, { note: diagnosed.note });
      const suspicion = retry.again || failure ? undefined : suspectObstacle(received(result));
      const obstacle = suspicion && (await findObstacle(seen, suspicion, bearer, retries && received));
      const fault = obstacle ?? transportFault({ status, failure });
      streak.count(fault);
      seen.hasResponded ||= status > 0;
      if (method === 'GET' && !failure && !diagnosed && status >= 200 && status < 300) seen.accepted = attempt;
      if (!retry.again) return { result, ...defined({ fault, diagnosis }), isUncertain: isUncertain(result) };
      refused = retry.newToken ? bearer : undefined;
      isRenewed ||= retry.newToken === true;
    }
  };
}

/** Returns the policy of a client that sends each request once, but for a token that was refused. */
function renewTokenOnly(system: RetrySystem): ReturnType<typeof createRetries> {
  return async (outcome, history) =>
    outcome.status === 401 ? decideRetry(outcome, history, system.now()) : { again: false };
}

/**
 * Returns what has answered in the place of the XIS: a read that was accepted before is refused as well. Before any was
 * accepted, only the answer of a proxy is certainly none of the XIS.
 * @param received describes a response to the read; false where it may not be sent again
 */
async function findObstacle(
  { accepted }: Seen,
  { code, note }: ResponseDiagnosis,
  bearer: string | undefined,
  received: false | ((response: FetchedResponse) => ReceivedResponse),
): Promise<Failure | undefined> {
  const isCertain = accepted ? !received && code === 'token-expired' : OF_PROXIES.has(code);
  if (isCertain) return createFailure(code, { note });
  if (!accepted || !received) return undefined;
  return suspectObstacle(received(await accepted(bearer)))?.code === code ? createFailure(code, { note }) : undefined;
}

const OF_PROXIES: ReadonlySet<FailureKind> = new Set<FailureKind>(['proxy-refused', 'proxy-authentication']);

async function resolveToken(
  token: Token | undefined,
  refused: string | undefined,
): Promise<string | undefined | Failure> {
  try {
    return typeof token === 'function' ? await token(refused) : token;
  } catch (error) {
    return toTokenFailure(error);
  }
}

function receive(
  url: string,
  { status, headers, bytes }: FetchedResponse,
  proxy: string | undefined,
): ReceivedResponse {
  return { url, status, headers, text: bytes.subarray(0, MAX_TEXT).toString('latin1'), proxy };
}

/** Returns whether the XIS may have handled a request: a gateway that returns an error may have passed it on. */
function isUncertain({ status, failure }: FetchedResponse): boolean {
  return failure ? !NOT_SENT.has(failure.kind) : GATEWAY_ERRORS.includes(status);
}

/** Faults that the next request would have too. */
const LASTING: ReadonlySet<FailureKind> = new Set<FailureKind>([
  ...(['timeout', 'token-expired', 'gateway-refused', 'proxy-refused', 'proxy-authentication'] as const),
  ...(['basic-wanted', 'redirect-login', 'redirect-host', 'login-page'] as const),
]);

/** Counts faults in a row that the next request would have too. */
function createStreak() {
  let fault: Failure | undefined;
  let length = 0;
  return {
    count(next: Failure | undefined): void {
      const isLasting = next !== undefined && LASTING.has(next.kind);
      length = isLasting ? (next.kind === fault?.kind ? length + 1 : 1) : 0;
      fault = next;
    },
    /** Returns why no request is sent any longer; undefined while requests are sent. */
    reason(): Failure | undefined {
      if (length < MAX_IN_A_ROW) return undefined;
      return fault?.kind === 'timeout' ? createFailure('circuit-open') : fault;
    },
  };
}
