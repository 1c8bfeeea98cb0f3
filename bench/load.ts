import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkChild, messageFrom, processFile, stopChild } from './children.ts';
import type { Load, LoadResult } from './processes/load-client.ts';
import type { RunningServer } from './servers.ts';

/** Few enough for two cores, and more than one so that the server never waits for the client. */
const CONNECTIONS = 8;

/** What to send, to no server in particular. */
export type Stream = Omit<Load, 'port' | 'connections'>;

/** The process that sends requests. */
export interface LoadClient {
  /** Sends requests to a server; tells how many a second it has answered. */
  send(name: string, server: RunningServer, stream: Stream): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the process that sends requests. */
export function startLoadClient(): LoadClient {
  const child = forkChild(processFile('load-client'));
  return {
    async send(name, server, stream) {
      const before = await server.usage();
      const result = messageFrom<LoadResult>(child);
      child.send({ ...stream, port: server.port, connections: CONNECTIONS } satisfies Load);
      const load = await result;
      if ('failure' in load) throw new Error(`${name}: ${load.failure}`);
      const { answers, milliseconds } = load;
      const used = (await server.usage()).cpuMs - before.cpuMs;
      const rate = (answers / milliseconds) * 1000;
      // A server that is well below a whole core was waiting: for the client, or for a core.
      const share = Math.round((used / milliseconds) * 100);
      const each = Math.round((used / answers) * 1000);
      process.stderr.write(
        `  ${name}: ${Math.round(rate)} a second, ${each} µs of processor each, ${share}% of a core\n`,
      );
      return rate;
    },
    stop: () => stopChild(child),
  };
}

/** Writes requests down for the process that sends them; returns the file. */
export function writeRequests(scratch: string, name: string, requests: readonly string[]): string {
  const file = join(scratch, `${name}.requests.json`);
  writeFileSync(file, JSON.stringify(requests));
  return file;
}
