import { createSecureContext, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, fetch as fetchWith, type RequestInit } from 'undici';
import { Connections } from './connections.ts';
import { type HttpProxy, readProxies } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';
import type { TlsIdentity } from './tls-identity.ts';
import { readTrustedAuthorities } from './trusted-authorities.ts';

export interface HttpClientOptions {
  /** The environment with the proxies (`HTTPS_PROXY`) and the trusted authorities (`NODE_EXTRA_CA_CERTS`). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Authorities to trust in addition, and the client certificate. */
  readonly tls?: TlsIdentity;
  /** The time-out of making a connection, in real milliseconds. */
  readonly timeoutMs: number;
}

/** A client of HTTP that goes through the proxies of the environment. */
export interface HttpClient {
  /**
   * Sends a request, as the global `fetch` does. An error of a proxy is a `ProxyError` in the chain of causes. At a time-out
   * before the request was sent, the chain says how far the connection came.
   */
  readonly fetch: typeof fetch;
  /** Returns host and port of the proxy of requests to a URL; undefined where they go to the host itself. */
  proxyOf(url: string): string | undefined;
  /** Closes every connection at once, also those that are being made. */
  close(): Promise<void>;
}

/**
 * Creates a client of HTTP. Loading this file takes long, because it loads undici: import it where a client is needed.
 * @throws ConfigurationError for a variable of a proxy that cannot be used
 */
export function createHttpClient({ environment, tls = {}, timeoutMs }: HttpClientOptions): HttpClient {
  const findProxy = readProxies(environment);
  const connections = new Connections(secureContextOf(tls, environment), timeoutMs);
  const servers = new Agent({ connect: connections.connectToServer(findProxy) });
  const proxies = new Agent({ connect: connections.connectToProxy });

  const send = async (input: string | URL, init: RequestInit = {}) => {
    const url = new URL(input);
    // Of https, the connection goes through the proxy; of http, the request does.
    const proxy = url.protocol === 'http:' ? findProxy(url) : undefined;
    const dispatcher = proxy ? proxies.compose(forwardTo(proxy)) : servers;
    const progress: Progress = { isSent: false };
    try {
      return await fetchWith(url, { ...init, dispatcher: dispatcher.compose(follow(progress)) });
    } catch (error) {
      const { isSent, status } = progress;
      // For `fetch`, this response is an error without a cause.
      if (status === 407)
        throw failed(new ProxyError('proxy-authentication', { proxy: proxy?.host ?? url.host, status }));
      if (isSent) throw error;
      if (proxy) throw failed(new ProxyError('proxy-unreachable', { proxy: proxy.host, cause: error }));
      const reason = init.signal?.aborted ? connections.explainTimeout(url.origin) : undefined;
      throw reason ? failed(reason) : error;
    }
  };
  return {
    fetch: send as unknown as typeof fetch,
    proxyOf: (url) => findProxy(new URL(url))?.host,
    async close() {
      connections.destroy();
      await Promise.all([servers.destroy(), proxies.destroy()]);
    },
  };
}

/** Returns a function that creates what TLS connections share, once: it takes a tenth of a second. */
function secureContextOf(
  { authorities = [], ...client }: TlsIdentity,
  environment: HttpClientOptions['environment'],
): () => SecureContext {
  let context: SecureContext | undefined;
  return () => {
    context ??= createSecureContext({ ...client, ca: [...readTrustedAuthorities(environment), ...authorities] });
    return context;
  };
}

/** Sends requests to a proxy, with an absolute URL (RFC 9112, section 3.2.2). */
function forwardTo({ protocol, host, authorization }: HttpProxy): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const origin = new URL(String(options.origin));
    const headers = {
      ...(options.headers as Readonly<Record<string, string>>),
      host: origin.host,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    const path = `${origin.origin}${options.path}`;
    return dispatch({ ...options, origin: `${protocol}//${host}`, path, headers }, handler);
  };
}

/** How far a request came. */
interface Progress {
  /** Whether it has a connection, so that some of it may have been sent. */
  isSent: boolean;
  /** Of the response. */
  status?: number;
}

/** Records how far a request comes. */
function follow(progress: Progress): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const onRequestStart = handler.onRequestStart?.bind(handler);
    const onResponseStart = handler.onResponseStart?.bind(handler);
    handler.onRequestStart = (...start) => {
      progress.isSent = true;
      onRequestStart?.(...start);
    };
    handler.onResponseStart = (controller, status, ...head) => {
      progress.status = status;
      onResponseStart?.(controller, status, ...head);
    };
    return dispatch(options, handler);
  };
}

/** Returns the error of `fetch` for a cause. */
function failed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause });
}
