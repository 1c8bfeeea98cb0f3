import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { wait } from '../transport/wait.ts';
import { openPage, systemOpener } from './open-page.ts';
import { stdout, warn } from './output.ts';
import { onInterrupt } from './shutdown.ts';
import { UsageError } from './usage-error.ts';

/**
 * How long the requests under way may take after Ctrl-C or SIGTERM; a second signal ends them at once. The guide on a shared
 * sandbox has it, for the grace period of a container.
 */
const GRACE_MS = 20_000;

/** A server that a command runs until it is stopped. */
export interface RunnableServer {
  /** Its address on this machine, when it listens. */
  readonly address: string;
  listen(): Promise<void>;
  close(options: { readonly graceMs: number }): Promise<void>;
}

/** The options of a command that name the address of its server. */
interface AddressOptions {
  readonly port: string;
  readonly host: string;
}

/**
 * Runs a server until Ctrl-C or SIGTERM.
 * @param options.addressFile gets the address as long as it listens
 * @param options.pageToOpen returns the URL of a page that is opened in the browser when it listens
 * @param options.names the options of its address, for error texts; default: `--port` and `--host`
 * @param describe returns what is printed when it listens
 * @throws UsageError when it cannot listen, or the file cannot be written
 */
export async function serveUntilInterrupted(
  server: RunnableServer,
  {
    addressFile,
    names = { port: '--port', host: '--host' },
    pageToOpen,
  }: {
    readonly addressFile?: string | undefined;
    readonly names?: AddressOptions;
    readonly pageToOpen?: (() => string) | undefined;
  },
  describe: () => string | Promise<string>,
): Promise<void> {
  // Before anything is printed: a parent process may stop us as soon as it reads that we listen.
  const { signal, stop } = onInterrupt();
  try {
    await server.listen();
  } catch (error) {
    throw toUsageError(error, names);
  }
  let removeAddress: (() => Promise<void>) | undefined;
  try {
    removeAddress = addressFile === undefined ? undefined : await writeAddress(addressFile, server.address);
    // It is no result: a server without output does its work.
    stdout.log(await describe(), () => '');
    // Not awaited: an opener may live as long as its browser.
    if (pageToOpen) void openPage(pageToOpen(), systemOpener()).then((sentence) => sentence && warn(sentence));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await removeAddress?.();
    await server.close({ graceMs: GRACE_MS });
    stop();
  }
}

/** Waits for work that must not keep a server from its end: at most a number of milliseconds. */
export async function settleWithin(work: Promise<void>, graceMs: number): Promise<void> {
  const ending = new AbortController();
  await Promise.race([work, wait(graceMs, ending.signal)]);
  ending.abort();
}

/**
 * Writes the local address of a server to a file, by which scripts and `--health` find it on any port.
 * @returns removes the file
 * @throws UsageError when the file cannot be written
 */
async function writeAddress(file: string, address: string): Promise<() => Promise<void>> {
  try {
    await writeFile(file, `${address}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--address-file: ${file} cannot be written (${code})`, { cause: error });
  }
  return () => rm(file, { force: true });
}

/** Converts errors of the network that the user can fix; returns any other as it is. */
function toUsageError(error: unknown, names: AddressOptions): unknown {
  const { code, port, address } = error as NodeJS.ErrnoException & {
    readonly port?: number;
    readonly address?: string;
  };
  const cause = { cause: error };
  if (code === 'EADDRINUSE')
    return new UsageError(`port ${port} is in use: choose another with ${names.port}, or 0 for any free port`, cause);
  if (code === 'EACCES')
    return new UsageError(`no permission for port ${port}: choose one above 1023 with ${names.port}`, cause);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UsageError(`this machine has no address ${address ?? 'of that name'}: change ${names.host}`, cause);
  return error;
}
