import { createHttpClient, type HttpClient } from '../transport/http-client.ts';
import { readTlsIdentity } from '../transport/tls-identity.ts';
import type { CallbackTls } from './practice/schema.ts';

/** The time-out of making a connection, in real milliseconds; the time-out of a callback may be shorter. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Creates the HTTP client of callbacks.
 * @param environment with the proxies, the trusted authorities and the pass phrase of the key; without one, there is no proxy
 * @returns undefined where Node's own `fetch` does
 * @throws ConfigurationError for a file, a pass phrase or a proxy that cannot be used
 */
export async function createCallbackClient(
  files: CallbackTls | undefined,
  environment: Readonly<Record<string, string | undefined>> | undefined,
): Promise<HttpClient | undefined> {
  if (!files && !environment) return undefined;
  const tls = await readTlsIdentity(files ?? {}, environment ?? {}, (file) => `callbackTls.${file}`);
  return createHttpClient({ environment: environment ?? {}, tls, timeoutMs: CONNECT_TIMEOUT_MS });
}
