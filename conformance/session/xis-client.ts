import type { ResolvedCheckOptions } from '../options.ts';
import { sendRequest } from './send-request.ts';
import { createExchangeLog, type ExchangeLog } from './exchange-log.ts';
import { type Failure, createFailure } from './failure.ts';
import { createRunLimits } from './run-limits.ts';
import { createRateLimitBackoff } from './rate-limit-backoff.ts';
import { prepareRequest, type PreparedRequest } from './prepare-request.ts';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import type { XisResponse } from './response.ts';
import type { XisRequest } from './request.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { createAvailabilityProbe } from './availability-probe.ts';

/** The XIS that is checked: sends it requests, and keeps each as evidence. It never throws. */
export interface XisClient {
  /** Sends a request; again after a while when the XIS says 429, which means that it was not handled (TR-7). */
  send(request: XisRequest): Promise<XisResponse>;
  /** Sends several at the same instant, each once: every one is made ready before the first leaves. */
  sendConcurrently(requests: readonly XisRequest[]): Promise<readonly XisResponse[]>;
  readonly exchanges: ExchangeLog;
  /** Takes out of a text what must not be kept. */
  readonly redact: Redactor;
  /** Why nothing more is sent, but for what cleans up; undefined when something is. */
  stopReason(): Failure | undefined;
}

const LONGEST_TEXT = 65_536;

export function createXisClient(options: ResolvedCheckOptions): XisClient {
  const { baseUrl, system, patient } = options;
  const exchanges = createExchangeLog();
  const scrub = createRedactor(
    [
      typeof options.token === 'string' ? options.token : undefined,
      // Short ones (`true`) are no secrets, and would be found everywhere.
      ...Object.values(options.headers).filter(({ length }) => length >= 8),
    ],
    patient,
  );

  const limits = createRunLimits(options);
  // What cleans up is not to find that no patience is left.
  const patience = { checking: createRateLimitBackoff(system), lasting: createRateLimitBackoff(system) };
  const watch = createAvailabilityProbe(
    async (request) => exchange(request, await prepareRequest(request, options)),
    (milliseconds) => system.wait(milliseconds, options.signal),
  );
  const stopped = (): Failure | undefined => watch.unreachable() ?? limits.exceeded();

  const once = async (request: XisRequest, ready: PreparedRequest | Failure): Promise<XisResponse> => {
    const response = await exchange(request, ready);
    await watch.inspect(response);
    const isOurs = response.failure?.kind === 'too-long' || response.failure?.kind === 'aborted';
    const noEvidence = isOurs ? response.failure : response.failure && watch.unreachable();
    return noEvidence ? { ...response, noEvidence } : response;
  };
  const throttled = (response: XisResponse): XisResponse =>
    response.status === 429 ? { ...response, noEvidence: createFailure('throttled') } : response;
  const isRefused = (request: XisRequest): Failure | undefined => (request.ignoreAbort ? undefined : stopped());

  const exchange = async (request: XisRequest, ready: PreparedRequest | Failure): Promise<XisResponse> => {
    const id = exchanges.begin();
    const at = new Date(system.now()).toISOString();
    const started = system.elapsed();
    const isReady = 'url' in ready;
    if (isReady) scrub.addSecret(/^Bearer (.+)$/.exec(ready.headers['authorization'] ?? '')?.[1] ?? '');
    const answer = isReady
      ? await sendRequest(ready, options, request.ignoreAbort ?? false)
      : { status: 0, headers: new Headers(), body: { text: '', bytes: 0, failure: ready } };
    const durationMs = Math.round(system.elapsed() - started);
    const { status, headers, body } = answer;
    if (isReady) limits.count(body);
    const url = isReady ? ready.url : request.path;
    const shownUrl = request.link === undefined ? scrub(url) : redactLink(url, scrub);
    const value = body.failure ? undefined : parsed(body.text);
    const contentType = headers.get('content-type') ?? '';
    const requestBody =
      isReady && ready.body !== undefined ? redactBody(ready.body, parsed(ready.body), 'text', scrub, true) : undefined;
    const responseBody = redactBody(body.text, value, contentType, scrub);
    const error =
      body.failure ?? (status >= 300 && status < 400 ? { text: 'a redirect; it was not followed' } : undefined);
    exchanges.add({
      id,
      at,
      direction: 'to-xis',
      purpose: request.purpose,
      method: request.method ?? 'GET',
      url: shownUrl,
      requestHeaders: isReady ? redactHeaders(Object.entries(ready.headers), scrub) : {},
      status,
      responseHeaders: redactHeaders(headers, scrub),
      durationMs,
      ...(requestBody === undefined ? {} : { requestBody }),
      ...(responseBody === undefined ? {} : { responseBody }),
      ...(status === 0 ? {} : { responseBytes: body.bytes }),
      ...(error === undefined ? {} : { error: error.text }),
    });
    return {
      exchangeId: id,
      requestLine: `${request.method ?? 'GET'} ${shownUrl.replace(baseUrl, '')}`,
      status,
      headers,
      mediaType: contentType.split(';')[0]?.trim().toLowerCase() ?? '',
      body: value,
      text: body.text.slice(0, LONGEST_TEXT),
      isJson: value !== undefined,
      bytes: body.bytes,
      durationMs,
      ...(body.failure ? { failure: body.failure } : {}),
    };
  };

  return {
    async send(request) {
      const { wait } = request.ignoreAbort ? patience.lasting : patience.checking;
      for (let tried = 1; ; tried++) {
        const why = isRefused(request);
        if (why) return notSent(request, why);
        const response = await once(request, await prepareRequest(request, options));
        const signal = request.ignoreAbort ? undefined : options.signal;
        if (response.status !== 429 || !(await wait(response, tried, signal))) return throttled(response);
      }
    },
    async sendConcurrently(requests) {
      const ready = await Promise.all(
        requests.map((request) => isRefused(request) ?? prepareRequest(request, options)),
      );
      return Promise.all(
        requests.map(async (request, index) => {
          const one = ready[index] ?? createFailure('no-token');
          const isSent = 'url' in one || one.kind === 'no-token';
          return isSent ? throttled(await once(request, one)) : notSent(request, one);
        }),
      );
    },
    exchanges,
    redact: scrub,
    stopReason: stopped,
  };
}

/** What is no exchange: nothing was sent. */
function notSent({ method = 'GET', path }: XisRequest, why: Failure): XisResponse {
  return {
    exchangeId: '',
    requestLine: `${method} ${path}`,
    status: 0,
    headers: new Headers(),
    mediaType: '',
    body: undefined,
    text: '',
    isJson: false,
    bytes: 0,
    durationMs: 0,
    failure: why,
    noEvidence: why,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
