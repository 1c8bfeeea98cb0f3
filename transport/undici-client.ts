import { Agent, type Dispatcher, fetch as fetchWith, type RequestInit } from 'undici';
import type { Connections } from './connections.ts';
import type { FindProxy, HttpProxy } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';

/**
 * An unused connection is closed after two seconds, and three before the server says that it will: a request, which may be a
 * booking, does not meet the end of its connection, also when this process is late.
 */
const KEEP_ALIVE = { keepAliveTimeout: 2000, keepAliveTimeoutThreshold: 3000 };

/**
 * Creates a client of HTTP from undici. Loading this file takes a tenth of a second.
 * @param findProxy returns the proxy of a URL
 */
export function createUndiciClient(connections: Connections, findProxy: FindProxy) {
  const servers = new Agent({ ...KEEP_ALIVE, connect: connections.connectToServer(findProxy) });
  const proxies = new Agent({ ...KEEP_ALIVE, connect: connections.connectToProxy });

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
      if (status === 407) {
        throw failed(new ProxyError('proxy-authentication', { proxy: proxy?.host ?? url.host, status }));
      }
      const isWaiting = !isSent && init.signal?.aborted;
      const reason = isWaiting ? connections.explainTimeout(proxy ? originOf(proxy) : url.origin) : undefined;
      throw reason ? failed(reason) : error;
    }
  };
  return {
    fetch: send as unknown as typeof fetch,
    async close(): Promise<void> {
      connections.destroy();
      await Promise.all([servers.destroy(), proxies.destroy()]);
    },
  };
}

/** Sends requests to a proxy, with an absolute URL (RFC 9112, section 3.2.2). */
function forwardTo(proxy: HttpProxy): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const origin = new URL(String(options.origin));
    const headers = {
      ...(options.headers as Readonly<Record<string, string>>),
      host: origin.host,
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    };
    const path = `${origin.origin}${options.path}`;
    return dispatch({ ...options, origin: originOf(proxy), path, headers }, handler);
  };
}

function originOf({ protocol, host }: HttpProxy): string {
  return new URL(`${protocol}//${host}`).origin;
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
