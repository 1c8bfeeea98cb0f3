import { type CheckReport, listenForCallbacks, type RunningListener, realSystem } from '../../conformance/index.ts';
import type { CheckCommandOptions } from '../check.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Listens for callbacks, where the user wants it.
 * @throws UsageError when the port or the address cannot be listened on
 */
export async function listenOn({
  listen,
  listenHost,
  callbackUrl,
}: Pick<CheckCommandOptions, 'listen' | 'listenHost' | 'callbackUrl'>): Promise<RunningListener | undefined> {
  if (listen === undefined) return undefined;
  try {
    return await listenForCallbacks({
      port: listen,
      host: listenHost,
      now: realSystem.now,
      ...(callbackUrl === undefined ? {} : { publicUrl: callbackUrl }),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new UsageError(`--listen: port ${listen} is in use`);
    if (code === 'EACCES')
      throw new UsageError(`--listen: port ${listen} may not be listened on, choose one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new UsageError(`--listen-host: this machine has no address ${listenHost}`);
    }
    throw error;
  }
}

type Note = NonNullable<CheckReport['preflight']>[number];

/** How long the own callback url has to answer, in real milliseconds. */
const LONGEST_MS = 3000;
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether callbacks can arrive, as far as that can be told from here.
 * @param baseUrl of the XIS
 */
export async function callbackNotes(
  listener: RunningListener,
  baseUrl: string,
  fetch: typeof globalThis.fetch,
): Promise<readonly Note[]> {
  const { hostname } = new URL(listener.url);
  if (LOCAL.test(hostname) && !LOCAL.test(new URL(baseUrl).hostname)) {
    return [
      {
        code: 'callback-url-local',
        seen: `the XIS is on another machine, and callbacks are expected at ${listener.url}`,
        advice:
          'Give the address by which the XIS reaches this machine with --callback-url, and --listen-host 0.0.0.0.',
      },
    ];
  }
  if (await isReached(listener, fetch)) return [];
  return [
    {
      code: 'callback-url-not-reachable',
      seen: `a request to ${listener.url} from this machine did not arrive at the listener on port ${listener.port}`,
      advice: 'Check --callback-url, and whether the tunnel, proxy or firewall in between leads to --listen.',
    },
  ];
}

/** Sends a request to the callback url, and looks whether it comes out at the listener. */
async function isReached(listener: RunningListener, fetch: typeof globalThis.fetch): Promise<boolean> {
  const path = `/xis-testkit-${realSystem.unique()}`;
  let isSeen = false;
  const stop = listener.onCallback((callback) => {
    if (callback.path === path) isSeen = true;
    return { status: 204 };
  });
  try {
    await fetch(listener.url + path, { redirect: 'manual', signal: AbortSignal.timeout(LONGEST_MS) });
  } catch {
    // Whether it arrived is what counts.
  } finally {
    stop();
  }
  return isSeen;
}
