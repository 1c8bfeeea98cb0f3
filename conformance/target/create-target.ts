import type { ResolvedCheckOptions } from '../options.ts';
import { attempt } from './attempt.ts';
import { createExchangeLog, type ExchangeLog } from './exchange-log.ts';
import { type Failure, failure } from './failure.ts';
import { prepareRequest, type Ready } from './prepare-request.ts';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import type { Reply } from './reply.ts';
import type { TargetRequest } from './request.ts';
import { createScrub, type Scrub } from './scrub.ts';

/** The XIS that is checked: sends it requests, and keeps each as evidence. It never throws. */
export interface Target {
  send(request: TargetRequest): Promise<Reply>;
  /** Sends several at the same instant: every one is made ready before the first leaves. */
  sendTogether(requests: readonly TargetRequest[]): Promise<readonly Reply[]>;
  readonly exchanges: ExchangeLog;
  /** Takes out of a text what must not be kept. */
  readonly scrub: Scrub;
}

/** The most requests of one run, whatever the XIS answers. */
const MOST_REQUESTS = 2000;
/** The most that is read in one run: what was read is kept until its end, for other checks. */
const MOST_BYTES = 150 * 1024 * 1024;
/** After so many time-outs in a row nothing more is sent. */
const MOST_TIMEOUTS = 5;
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

  let bytesRead = 0;
  let timeouts = 0;

  const prepare = async (request: TargetRequest): Promise<Ready | Failure> => {
    if (!request.evenWhenAborted) {
      if (options.signal.aborted) return failure('aborted');
      if (exchanges.count >= MOST_REQUESTS || bytesRead >= MOST_BYTES) return failure('too-many-requests');
      if (timeouts >= MOST_TIMEOUTS) return failure('given-up');
    }
    return prepareRequest(request, options);
  };

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
    bytesRead += body.bytes;
    if (isReady) timeouts = body.failure?.kind === 'timeout' ? timeouts + 1 : 0;
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
    send: async (request) => exchange(request, await prepare(request)),
    async sendTogether(requests) {
      const ready = await Promise.all(requests.map(prepare));
      return Promise.all(requests.map((request, index) => exchange(request, ready[index] ?? failure('no-token'))));
    },
    exchanges,
    scrub,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
