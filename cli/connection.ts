import { realSystem } from '../oauth/system.ts';
import { defined } from '../schema/defined.ts';
import type { Token } from '../transport/create-transport.ts';
import { createHttpClient, type HttpClient } from '../transport/http-client.ts';
import { readTlsIdentity } from '../transport/tls-identity.ts';
import type { CONNECTION_OPTIONS } from './connection-options.ts';
import type { Settings } from './settings.ts';
import { type Authorization, createAuthorization, type Sender } from './token/authorization.ts';

/** A connection to a XIS: the network, a token and headers. */
export interface Connection {
  /** Sends requests with the certificates of the options, through the proxies of the environment. */
  readonly network: Pick<HttpClient, 'fetch' | 'proxyOf'>;
  readonly token?: Token;
  /** Returns the tokens for tests and of the second patient that its authorization server gives. */
  readonly explore: Authorization['explore'];
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What a connection is opened with, beside the options of its command. */
export interface ConnectionContext {
  /** Returns milliseconds since the epoch. */
  now(): number;
  /** Whose tokens are sent; default: those of Spreekuur.nl. */
  readonly sender?: Sender;
  /** The environment with proxies and secrets; default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Uses a connection made from the options of a command, and closes all of it in the end.
 * @param now milliseconds since the epoch
 * @param sender whose tokens are sent
 * @throws ConfigurationError for a file or an environment variable that cannot be used
 */
export async function withConnection<T>(
  settings: Settings<typeof CONNECTION_OPTIONS>,
  now: () => number,
  use: (connection: Connection) => Promise<T>,
  sender: Sender = 'spreekuur',
): Promise<T> {
  const { connection, close } = await openConnection(settings, { now, sender });
  try {
    return await use(connection);
  } finally {
    await close();
  }
}

/**
 * Opens a connection made from the options of a command, until it is closed.
 * @throws ConfigurationError for a file or an environment variable that cannot be used
 */
export async function openConnection(
  settings: Settings<typeof CONNECTION_OPTIONS>,
  { now, sender = 'spreekuur', environment = process.env }: ConnectionContext,
): Promise<{ readonly connection: Connection; close(): Promise<void> }> {
  const { values, library, nameOf } = settings;
  const { headers = {}, timeoutMs = 10_000 } = library;
  const tls = await readTlsIdentity(values, environment, nameOf);
  const { load, close, ...network } = createHttpClient({ environment, tls, timeoutMs });
  try {
    // Before the first request, whose time-out it would be a part of.
    await load();
    const system = { ...realSystem, ...network, now };
    const { token, explore } = await createAuthorization({ settings, system, environment, sender });
    return { connection: { network, headers, timeoutMs, explore, ...defined({ token }) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
