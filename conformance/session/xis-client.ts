import type { ResolvedCheckOptions } from '../options.ts';
import { attempt } from './send-request.ts';
import { createExchangeLog, type ExchangeLog } from './exchange-log.ts';
import { type Failure, failure } from './failure.ts';
import { createLimits } from './run-limits.ts';
import { createPatience } from './rate-limit-backoff.ts';
import { prepareRequest, type Ready } from './prepare-request.ts';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import type { Reply } from './response.ts';
import type { TargetRequest } from './request.ts';
import { createScrub, type Scrub } from './redactor.ts';
import { createWatch } from './availability-probe.ts';

/** The XIS that is checked: sends it requests, and keeps each as evidence. It never throws. */
export interface Target {
  /** Sends a request; again after a while when the XIS says 429, which means that it was not handled (TR-7). */
  send(request: TargetRequest): Promise<Reply>;
  /** Sends several at the same instant, each once: every one is made ready before the first leaves. */
  sendTogether(requests: readonly TargetRequest[]): Promise<readonly Reply[]>;
  readonly exchanges: ExchangeLog;
  /** Takes out of a text what must not be kept. */
  readonly scrub: Scrub;
  /** Why nothing more is sent, but for what cleans up; undefined when something is. */
  stopped(): Failure | undefined;
}

const LONGEST_TEXT = 65_536;

export function createTarget(options: ResolvedCheckOptions): Target {
  const { baseUrl, system, patient } = options;
  const exchanges = createExchangeLog();
  const scrub = createScrub(
    [
      typeof options.token === 'string' ? options.token : undefined,
      // Short ones (`true`) are no secrets, and would be found everywhere.
      ...Object.values(options.headers).filter(({ length }) => length >= 8),
    ],
    patient,
  );

  const limits = createLimits(options);
  // What cleans up is not to find that no patience is left.
  const patience = { checking: createPatience(system), lasting: createPatience(system) };
  const watch = createWatch(
    async (request) => exchange(request, await prepareRequest(request, options)),
    (milliseconds) => system.wait(milliseconds, options.signal),
  );
  const stopped = (): Failure | undefined => watch.lost() ?? limits.struck();

  const once = async (request: TargetRequest, ready: Ready | Failure): Promise<Reply> => {
    const reply = await exchange(request, ready);
    await watch.look(reply);
    const isOurs = reply.failure?.kind === 'too-long' || reply.failure?.kind === 'aborted';
    const noEvidence = isOurs ? reply.failure : reply.failure && watch.lost();
    return noEvidence ? { ...reply, noEvidence } : reply;
  };
  const throttled = (reply: Reply): Reply =>
    reply.status === 429 ? { ...reply, noEvidence: failure('throttled') } : reply;
  const isRefused = (request: TargetRequest): Failure | undefined => (request.evenWhenAborted ? undefined : stopped());

  const exchange = async (request: TargetRequest, ready: Ready | Failure): Promise<Reply> => {
    const id = exchanges.begin();
    const at = new Date(system.now()).toISOString();
    const started = system.elapsed();
    const isReady = 'url' in ready;
    if (isReady) scrub.learn(/^Bearer (.+)$/.exec(ready.headers['authorization'] ?? '')?.[1] ?? '');
    const answer = isReady
      ? await attempt(ready, options, request.evenWhenAborted ?? false)
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
      exchange: id,
      line: `${request.method ?? 'GET'} ${shownUrl.replace(baseUrl, '')}`,
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
      const { wait } = request.evenWhenAborted ? patience.lasting : patience.checking;
      for (let tried = 1; ; tried++) {
        const why = isRefused(request);
        if (why) return notSent(request, why);
        const reply = await once(request, await prepareRequest(request, options));
        const signal = request.evenWhenAborted ? undefined : options.signal;
        if (reply.status !== 429 || !(await wait(reply, tried, signal))) return throttled(reply);
      }
    },
    async sendTogether(requests) {
      const ready = await Promise.all(
        requests.map((request) => isRefused(request) ?? prepareRequest(request, options)),
      );
      return Promise.all(
        requests.map(async (request, index) => {
          const one = ready[index] ?? failure('no-token');
          const isSent = 'url' in one || one.kind === 'no-token';
          return isSent ? throttled(await once(request, one)) : notSent(request, one);
        }),
      );
    },
    exchanges,
    scrub,
    stopped,
  };
}

/** What is no exchange: nothing was sent. */
function notSent({ method = 'GET', path }: TargetRequest, why: Failure): Reply {
  return {
    exchange: '',
    line: `${method} ${path}`,
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
