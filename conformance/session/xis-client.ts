import { defined } from '../../schema/defined.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { parseJson } from '../read/json.ts';
import { createAvailabilityProbe } from './availability-probe.ts';
import { createExchangeLog } from './exchange-log.ts';
import { createFailure, type Failure } from './failure.ts';
import { createForms } from './forms.ts';
import type { XisRequest, XisResponse } from './message.ts';
import { type PreparedRequest, prepareRequest } from './prepare-request.ts';
import { createRateLimitBackoff } from './rate-limit-backoff.ts';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import { createRedactor } from './redactor.ts';
import { createRunLimits } from './run-limits.ts';
import { noResponse, sendRequest } from './send-request.ts';

export type XisClient = ReturnType<typeof createXisClient>;

const MAX_TEXT_LENGTH = 65_536;
/** Shorter values of headers, such as `true`, are no secrets, and would be found everywhere. */
const MIN_SECRET_LENGTH = 8;

/** Creates the connection to the XIS: sends requests, and keeps each exchange as evidence. It never throws. */
export function createXisClient(options: ResolvedCheckOptions) {
  const { baseUrl, system, patient } = options;
  const exchanges = createExchangeLog();
  const forms = createForms(options);
  const redact = createRedactor(
    [
      typeof options.token === 'string' ? options.token : undefined,
      ...Object.values(options.headers).filter(({ length }) => length >= MIN_SECRET_LENGTH),
    ],
    patient,
    options.otherPatient,
  );
  const limits = createRunLimits(options);
  // A clean-up must not find that all waiting is used up.
  const backoff = { checking: createRateLimitBackoff(system), cleanUp: createRateLimitBackoff(system) };
  const availability = createAvailabilityProbe(
    async (request) => exchange(request, await prepareRequest(request, options, forms)),
    (milliseconds) => system.wait(milliseconds, options.signal),
  );
  /** Returns why no request is sent any longer, but for a clean-up; undefined when requests are sent. */
  const stopReason = (): Failure | undefined => availability.unreachable() ?? limits.exceeded();
  const whyNotSent = (request: XisRequest): Failure | undefined => (request.ignoreAbort ? undefined : stopReason());

  /** Sends a prepared request, and keeps the exchange. */
  const exchange = async (request: XisRequest, prepared: PreparedRequest | Failure): Promise<XisResponse> => {
    const id = exchanges.begin();
    const at = new Date(system.now()).toISOString();
    const started = system.elapsed();
    const isPrepared = 'url' in prepared;
    if (isPrepared) redact.addSecret(/^Bearer (.+)$/.exec(prepared.headers['authorization'] ?? '')?.[1] ?? '');
    const { status, headers, body } = isPrepared
      ? await sendRequest(prepared, options, request.ignoreAbort ?? false)
      : noResponse(prepared);
    const durationMs = Math.round(system.elapsed() - started);
    if (isPrepared) limits.count(body);
    const url = isPrepared ? prepared.url : request.path;
    const shownUrl = request.link === undefined ? redact(url) : redactLink(url, redact);
    const value = body.failure ? undefined : parseJson(body.text);
    const contentType = headers.get('content-type') ?? '';
    const requestBody =
      isPrepared && prepared.body !== undefined
        ? redactBody(prepared.body, parseJson(prepared.body), 'text', redact, true)
        : undefined;
    const responseBody = redactBody(body.text, value, contentType, redact);
    const isRedirect = status >= 300 && status < 400;
    const error = body.failure?.text ?? (isRedirect ? 'a redirect; it was not followed' : undefined);
    exchanges.add({
      id,
      at,
      direction: 'to-xis',
      purpose: request.purpose,
      method: request.method ?? 'GET',
      url: shownUrl,
      requestHeaders: isPrepared ? redactHeaders(Object.entries(prepared.headers), redact) : {},
      status,
      responseHeaders: redactHeaders(headers, redact),
      durationMs,
      ...defined({ requestBody, responseBody, responseBytes: status === 0 ? undefined : body.bytes, error }),
    });
    return {
      exchangeId: id,
      requestLine: `${request.method ?? 'GET'} ${shownUrl.replace(baseUrl, '')}`,
      status,
      headers,
      mediaType: contentType.split(';')[0]?.trim().toLowerCase() ?? '',
      body: value,
      text: body.text.slice(0, MAX_TEXT_LENGTH),
      isJson: value !== undefined,
      isUtf8: body.isUtf8 && !declaresOtherCharset(contentType),
      bytes: body.bytes,
      ...defined({ failure: body.failure }),
    };
  };

  /** Sends a request, and marks a response that says nothing about the XIS. */
  const exchangeAsEvidence = async (request: XisRequest, prepared: PreparedRequest | Failure): Promise<XisResponse> => {
    const response = await exchange(request, prepared);
    await availability.inspect(response);
    const isOurs = response.failure?.kind === 'too-long' || response.failure?.kind === 'aborted';
    const noEvidence = isOurs ? response.failure : response.failure && availability.unreachable();
    return noEvidence ? { ...response, noEvidence } : response;
  };

  return {
    /** Sends a request; retries after a while when the XIS returns 429, which means that it was not processed (TR-7). */
    async send(request: XisRequest): Promise<XisResponse> {
      const wait = request.ignoreAbort ? backoff.cleanUp : backoff.checking;
      for (let tried = 1; ; tried++) {
        const reason = whyNotSent(request);
        if (reason) return notSent(request, reason);
        const response = await exchangeAsEvidence(request, await prepareRequest(request, options, forms));
        const signal = request.ignoreAbort ? undefined : options.signal;
        if (response.status !== 429 || !(await wait(response, tried, signal))) return throttledAsNoEvidence(response);
      }
    },
    /** Sends requests at the same instant, each once: every one is prepared before the first leaves. */
    async sendConcurrently(requests: readonly XisRequest[]): Promise<readonly XisResponse[]> {
      const prepared = await Promise.all(
        requests.map(async (request) => ({
          request,
          prepared: whyNotSent(request) ?? (await prepareRequest(request, options, forms)),
        })),
      );
      return Promise.all(
        prepared.map(async ({ request, prepared: ready }) => {
          // A missing token is recorded as an exchange: it is a fault of this request.
          const isExchange = 'url' in ready || ready.kind === 'no-token';
          if (!isExchange) return notSent(request, ready);
          return throttledAsNoEvidence(await exchangeAsEvidence(request, ready));
        }),
      );
    },
    exchanges,
    /** The forms of the requests. */
    forms,
    redact,
    stopReason,
  };
}

/** Returns whether a content type declares a charset in which UTF-8 would be read differently. */
function declaresOtherCharset(contentType: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase();
  return charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset);
}

function throttledAsNoEvidence(response: XisResponse): XisResponse {
  return response.status === 429 ? { ...response, noEvidence: createFailure('throttled') } : response;
}

/** Returns the response to a request that was not sent: no exchange took place. */
function notSent({ method = 'GET', path }: XisRequest, failure: Failure): XisResponse {
  return {
    exchangeId: '',
    requestLine: `${method} ${path}`,
    status: 0,
    headers: new Headers(),
    mediaType: '',
    body: undefined,
    text: '',
    isJson: false,
    isUtf8: true,
    bytes: 0,
    failure,
    noEvidence: failure,
  };
}
