import { createSecureContext, type SecureContext } from 'node:tls';
import { Connections } from './connections.ts';
import { readProxies } from './proxies.ts';
import type { TlsIdentity } from './tls-identity.ts';
import { readTrustedAuthorities } from './trusted-authorities.ts';
import type { createUndiciClient } from './undici-client.ts';

type UndiciClient = ReturnType<typeof createUndiciClient>;

export interface HttpClientOptions {
  /** The environment with the proxies (`HTTPS_PROXY`) and the trusted authorities (`NODE_EXTRA_CA_CERTS`). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Authorities to trust in addition, and the client certificate. */
  readonly tls?: TlsIdentity;
  /** The time-out of making a connection, in real milliseconds. */
  readonly timeoutMs: number;
}

/** A client of HTTP that goes through the proxies of the environment, and trusts what the machine trusts. */
export interface HttpClient {
  /** Loads what the first request needs, which takes a tenth of a second. Without it, the first request does so. */
  load(): Promise<unknown>;
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
 * Creates a client of HTTP.
 * @throws ConfigurationError for a variable of a proxy that cannot be used
 */
export function createHttpClient({ environment, tls = {}, timeoutMs }: HttpClientOptions): HttpClient {
  const findProxy = readProxies(environment);
  const connections = new Connections(secureContextOf(tls, environment), timeoutMs);
  let client: Promise<UndiciClient> | undefined;
  const load = (): Promise<UndiciClient> => {
    client ??= import('./undici-client.ts').then(({ createUndiciClient }) =>
      createUndiciClient(connections, findProxy),
    );
    return client;
  };
  return {
    load,
    fetch: async (...request) => (await load()).fetch(...request),
    proxyOf: (url) => findProxy(new URL(url))?.host,
    close: async () => (await client)?.close(),
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
