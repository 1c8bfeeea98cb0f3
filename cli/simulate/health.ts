import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import type { Configuration } from '../../simulator/index.ts';
import { localAddress } from '../../simulator/index.ts';
import { UsageError } from '../usage-error.ts';

/** The time-out of the request, in milliseconds. */
const TIMEOUT_MS = 4000;

/** The options that decide where a simulator listens. */
export interface AddressOptions {
  readonly addressFile?: string;
  readonly host?: string;
  readonly port?: number;
}

/**
 * Asks a running simulator whether it is up: at the address in its address file, or where the same options and configuration
 * make it listen.
 * @returns why it is not up; undefined if it is
 * @throws UsageError when the options do not say where it listens
 */
export async function findIllness(
  { addressFile, ...options }: AddressOptions,
  { server = {} }: Pick<Configuration, 'server'>,
): Promise<string | undefined> {
  const { host = server.host ?? '127.0.0.1', port = server.port ?? 8080 } = options;
  if (addressFile !== undefined) {
    const address = await readFile(addressFile, 'utf8').catch(() => undefined);
    if (address === undefined) return `no simulator has written its address to ${addressFile}`;
    return probe(address.trim());
  }
  if (port === 0) throw new UsageError('--health: port 0 is any free port. Set --address-file for both commands');
  return probe(localAddress(host, port));
}

/** Requests the health of a simulator. Its own agent keeps the request away from the proxy of the environment. */
function probe(address: string): Promise<string | undefined> {
  const url = `${address}/__admin/health`;
  if (!URL.canParse(url)) return Promise.resolve('the address file has no address');
  return new Promise((resolve) => {
    const request = get(url, { agent: new Agent(), signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `${url} returned ${response.statusCode}`);
    });
    request.on('error', ({ code, name }: NodeJS.ErrnoException) =>
      resolve(`${url} does not respond (${code ?? name})`),
    );
  });
}
