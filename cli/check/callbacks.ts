import { type CheckReport, listenForCallbacks, type RunningListener, realSystem } from '../../conformance/index.ts';
import { defined } from '../../schema/defined.ts';
import { UsageError } from '../usage-error.ts';
import type { CheckSettings } from './options.ts';

/**
 * Listens for callbacks on the port of --listen, if there is one.
 * @param now returns the time, in milliseconds since the epoch
 * @throws UsageError when the port or the address cannot be used
 */
export async function listenOn(
  {
    listen,
    listenHost = '127.0.0.1',
    callbackUrl,
  }: Pick<CheckSettings['values'], 'listen' | 'listenHost' | 'callbackUrl'>,
  now: () => number = realSystem.now,
): Promise<RunningListener | undefined> {
  if (listen === undefined) return undefined;
  try {
    return await listenForCallbacks({
      port: listen,
      host: listenHost,
      now,
      ...defined({ publicUrl: callbackUrl }),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause = { cause: error };
    if (code === 'EADDRINUSE') throw new UsageError(`--listen: port ${listen} is in use`, cause);
    if (code === 'EACCES')
      throw new UsageError(`--listen: no permission for port ${listen}; choose one above 1023`, cause);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new UsageError(`--listen-host: this machine has no address ${listenHost}`, cause);
    }
    throw error;
  }
}

type Note = NonNullable<CheckReport['preflight']>[number];

/** Time-out of a request to our own callback URL. */
const MAX_WAIT_MS = 3000;
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Returns whether a URL leads to this machine. */
export function isLocal(url: string): boolean {
  return LOCAL.test(new URL(url).hostname);
}

/**
 * Returns notes on why callbacks may not arrive, as far as this machine can see.
 * @param baseUrl of the XIS
 */
export async function callbackNotes(
  listener: RunningListener,
  baseUrl: string,
  fetch: typeof globalThis.fetch,
): Promise<readonly Note[]> {
  const { hostname } = new URL(listener.url);
  if (LOCAL.test(hostname) && !isLocal(baseUrl)) {
    return [
      {
        code: 'callback-url-local',
        seen: `the XIS is on another machine, and the callback URL ${listener.url} is of this one`,
        advice:
          'Set --callback-url to the address by which the XIS reaches this machine, and --listen-host to 0.0.0.0.',
      },
    ];
  }
  if (await isReached(listener, fetch)) return [];
  return [
    {
      code: 'callback-url-not-reachable',
      seen: `a request to ${listener.url} from this machine did not arrive at the listener on port ${listener.port}`,
      advice:
        'Check --callback-url, and whether the tunnel, proxy or firewall in between leads to the port of --listen.',
    },
  ];
}

/** Sends a request to the callback URL, and returns whether the listener receives it. */
async function isReached(listener: RunningListener, fetch: typeof globalThis.fetch): Promise<boolean> {
  const path = `/xis-testkit-${realSystem.unique()}`;
  let isSeen = false;
  const stop = listener.onCallback((callback) => {
    if (callback.path === path) isSeen = true;
    return { status: 204 };
  });
  try {
    await fetch(listener.url + path, { redirect: 'manual', signal: AbortSignal.timeout(MAX_WAIT_MS) });
  } catch {
    // The response does not matter.
  } finally {
    stop();
  }
  return isSeen;
}
