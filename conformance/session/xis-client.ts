import { defined } from '../../schema/defined.ts';
import { suspectObstacle } from '../../transport/diagnose-response.ts';
import type { Failure } from '../../transport/failure.ts';
import { adviceOn, isTokenProblem, PROBLEMS } from '../../transport/problems.ts';
import { createRetries, isFaultOfLoad, transportFault } from '../../transport/retry.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { parseJson } from '../read/json.ts';
import { createAvailability } from './availability.ts';
import { createExchangeLog } from './exchange-log.ts';
import { createForms } from './forms.ts';
import type { XisRequest, XisResponse } from './message.ts';
import { canRenewToken, type PreparedRequest, prepareRequest } from './prepare-request.ts';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import { createRedactor } from './redactor.ts';
import { createRequestGate } from './request-gate.ts';
import { createRunLimits } from './run-limits.ts';
import { noResponse, sendRequest } from './send-request.ts';
import { createWaits } from './waits.ts';

export type XisClient = ReturnType<typeof createXisClient>;

/** Shorter values of headers, such as `true`, are no secrets, and would be found everywhere. */
const MIN_SECRET_LENGTH = 8;

/** The kind of the token of `otherToken`, for the evidence. */
const OTHER_TOKEN = 'a token of the second test patient';

/** Creates the connection to the XIS: sends requests, and keeps each exchange as evidence. It never throws. */
export function createXisClient(options: ResolvedCheckOptions) {
  const { baseUrl, system, patient } = options;
  const exchanges = createExchangeLog();
  const forms = createForms(options);
  const redact = createRedactor(
    [
      ...[options.token, options.otherToken].filter((token) => typeof token === 'string'),
      ...Object.values(options.headers).filter(({ length }) => length >= MIN_SECRET_LENGTH),
    ],
    patient,
    options.otherPatient,
  );
  const limits = createRunLimits(options);
  // A clean-up must not find that all waiting is used up.
  const retries = { checking: createRetries(system), cleanUp: createRetries(system) };
  const gate = createRequestGate(options.concurrency);
  const waits = createWaits(options);
  /** Waits as the system does, and shows what for. */
  const waitFor =
    (text: string) =>
    (timeoutMs: number, signal?: AbortSignal): Promise<void> =>
      waits.during({ from: 'xis', text, timeoutMs }, () => system.wait(timeoutMs, signal));
  const availability = createAvailability({
    send: async (request) => exchange(request, await prepareRequest(request, options, forms)),
    wait: (milliseconds) => waitFor('the XIS to restart')(milliseconds, options.signal),
    suspect: (response) => suspectObstacle({ ...response, url: baseUrl, proxy: system.proxyOf?.(baseUrl) }),
    advise: (code) => adviceOn(code, options.nameOption),
    idInReport: exchanges.idInReport,
  });
  /** Returns why no request is sent any longer, but for a clean-up; undefined when requests are sent. */
  const stopReason = (): Failure | undefined => availability.lost() ?? limits.exceeded();
  const whyNotSent = (request: XisRequest): Failure | undefined => (request.ignoreAbort ? undefined : stopReason());

  /**
   * Sends a prepared request, and keeps the exchange.
   * @param attempts receives the id of the exchange when it begins
   */
  const exchange = async (
    request: XisRequest,
    prepared: PreparedRequest | Failure,
    attempts: string[] = [],
  ): Promise<XisResponse> => {
    const id = exchanges.begin();
    attempts.push(id);
    const at = new Date(system.now()).toISOString();
    const started = system.elapsed();
    const isPrepared = 'url' in prepared;
    const token = isPrepared ? bearerOf(prepared) : undefined;
    redact.addSecret(token ?? '');
    const { status, headers, body } = isPrepared
      ? await waits.ifLong(
          { from: 'xis', text: `the response to ${nameRequest(request)}`, timeoutMs: options.timeoutMs },
          sendRequest(prepared, options, request.ignoreAbort ?? false),
        )
      : noResponse(prepared);
    const durationMs = Math.round(system.elapsed() - started);
    if (isPrepared) limits.count(body);
    const url = isPrepared ? prepared.url : request.path;
    const shownUrl = request.link === undefined ? redact(url) : redactLink(url, redact);
    const { value } = body;
    const contentType = headers.get('content-type') ?? '';
    const requestBody =
      isPrepared && prepared.body !== undefined
        ? redactBody(prepared.body.length, parseJson(prepared.body), 'text', redact, true)
        : undefined;
    const responseBody = redactBody(body.length, value, contentType, redact);
    const isRedirect = status >= 300 && status < 400;
    const error = body.failure?.text ?? (isRedirect ? PROBLEMS.redirect.text : undefined);
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
      ...defined({
        token: kindOfToken(request, options),
        requestBody,
        responseBody,
        responseBytes: status === 0 ? undefined : body.bytes,
        error,
      }),
    });
    return {
      exchangeId: id,
      requestLine: `${request.method ?? 'GET'} ${shownUrl.replace(baseUrl, '')}`,
      status,
      headers,
      mediaType: contentType.split(';')[0]?.trim().toLowerCase() ?? '',
      body: value,
      text: body.text,
      isJson: value !== undefined,
      isUtf8: body.isUtf8 && !declaresOtherCharset(contentType),
      bytes: body.bytes,
      ...defined({
        failure: body.failure,
        repeatsToken: token === undefined ? undefined : repeats(token, body.text, headers),
      }),
    };
  };

  /** Marks a response that says nothing about the XIS. */
  const asEvidence = async (response: XisResponse, { token }: XisRequest): Promise<XisResponse> => {
    await availability.inspect(response, token === undefined);
    // A response that was accepted is evidence, also after another one has shown that the way is gone.
    const isRefused = response.failure !== undefined || response.status === 0 || response.status >= 300;
    const noEvidence = (isRefused || isPage(response) ? availability.lost() : undefined) ?? transportFault(response);
    return noEvidence ? { ...response, noEvidence } : response;
  };

  return {
    /**
     * Sends a request, and again as the policy of retries decides (transport/retry.ts). A fault beside other requests may come
     * from them: then all requests of the rest of the run go one after another, beginning with the same one.
     * @param attempts receives the ids of its exchanges
     */
    async send(request: XisRequest, attempts?: string[]): Promise<XisResponse> {
      const { method = 'GET', ignoreAbort } = request;
      const retry = ignoreAbort ? retries.cleanUp : retries.checking;
      const isRenewable = canRenewToken(request, options);
      let refusedToken: string | undefined;
      let isRenewed = false;
      let tried = 0;

      /** Returns the response, or undefined when the request is to be sent again. */
      const attempt = async (passage: { readonly hasCompany: boolean }): Promise<XisResponse | undefined> => {
        const reason = whyNotSent(request);
        if (reason) return notSent(request, reason);
        const prepared = await waits.ifLong(TOKEN_WAIT, prepareRequest(request, options, forms, refusedToken));
        const response = await exchange(request, prepared, attempts);
        const hasResponded = availability.hasResponded();
        const isFault = isFaultOfLoad(response) || (response.status === 401 && isRenewed);
        // A XIS that hangs from the start would cost a second time-out.
        const isHanging = response.failure?.kind === 'timeout' && !hasResponded;
        const isCrowded = isFault && passage.hasCompany && !isHanging && method === 'GET';
        if (isCrowded) gate.narrow();
        const { again } = await retry(
          { ...response, method },
          { tried: tried + 1, hasResponded, canRenewToken: isRenewable && !isRenewed },
          ignoreAbort ? undefined : options.signal,
          waitFor(`the retry of ${nameRequest(request)}: ${response.failure?.text ?? response.status}`),
        );
        if (!again && !isCrowded) return asEvidence(response, request);
        const isRefused = response.status === 401;
        refusedToken = isRefused && 'url' in prepared ? bearerOf(prepared) : undefined;
        isRenewed ||= isRefused;
        // The policy limits the attempts of a lone request.
        if (!isCrowded) tried++;
        return undefined;
      };

      for (let isAgain = false; ; isAgain = true) {
        const response = await gate.pass(attempt, isAgain);
        if (response) return response;
      }
    },
    /**
     * Sends requests at the same instant, each once: every one is prepared before the first leaves. Only those whose token
     * was refused are sent again, together.
     */
    async sendConcurrently(requests: readonly XisRequest[]): Promise<readonly XisResponse[]> {
      const prepare = async (request: XisRequest, refusedToken?: string) =>
        whyNotSent(request) ?? (await prepareRequest(request, options, forms, refusedToken));
      const sendAll = (prepared: readonly Prepared[]) =>
        Promise.all(
          prepared.map(async ({ request, ready, response }) => {
            // A missing token is recorded as an exchange: it is a fault of this request.
            const isExchange = 'url' in ready || isTokenProblem(ready.kind);
            const sent = isExchange ? () => exchange(request, ready) : () => notSent(request, ready);
            return { request, ready, response: response ?? (await sent()) };
          }),
        );
      const sent = await sendAll(
        await Promise.all(requests.map(async (request) => ({ request, ready: await prepare(request) }))),
      );
      const renewed = sent.map(async (each): Promise<Prepared> => {
        const { request, ready, response } = each;
        const isRefused = response.status === 401 && canRenewToken(request, options) && 'url' in ready;
        return isRefused ? { request, ready: await prepare(request, bearerOf(ready)) } : each;
      });
      const answered = await sendAll(await Promise.all(renewed));
      return Promise.all(answered.map(({ request, response }) => asEvidence(response, request)));
    },
    exchanges,
    waits,
    /** The forms of the requests. */
    forms,
    redact,
    stopReason,
    /** Why the XIS is not reached any longer; undefined as long as it is. */
    lost: availability.lost,
  };
}

/** The source of a token has limits of its own. */
const TOKEN_WAIT = { from: 'tokens', text: 'an access token', timeoutMs: 30_000 } as const;

/** Names a request by method and path, without the ids in it. */
function nameRequest({ method = 'GET', path }: XisRequest): string {
  return `${method} ${path.split('/').slice(0, 2).join('/')}`;
}

/** Returns whether a response is a page for people. */
function isPage({ mediaType }: XisResponse): boolean {
  return mediaType === 'text/html';
}

/** A request with what is sent for it, and its response once there is one. */
interface Prepared {
  readonly request: XisRequest;
  readonly ready: PreparedRequest | Failure;
  readonly response?: XisResponse;
}

/** Returns whether a content type declares a charset in which UTF-8 would be read differently. */
function declaresOtherCharset(contentType: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase();
  return charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset);
}

function bearerOf({ headers }: PreparedRequest): string | undefined {
  return /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
}

/** Returns the kind of a request's token, where it is not that of the run. */
function kindOfToken({ token, as }: XisRequest, { otherToken }: ResolvedCheckOptions): string | undefined {
  if (token) return token.kind;
  return as === 'other-patient' && token === undefined && otherToken !== undefined ? OTHER_TOKEN : undefined;
}

/** Returns whether a response has a token (TR-15). */
function repeats(token: string, text: string, headers: Headers): boolean {
  return token.length >= MIN_SECRET_LENGTH && [text, ...headers.values()].some((part) => part.includes(token));
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
