import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkChild, processUrl, receiveMessage, stopChild } from './children.ts';
import { summarize, summarizeRatios } from './figure.ts';
import type { Load, LoadResult } from './processes/load-client.ts';
import type { RunningServer } from './servers.ts';

/** Few enough for two cores, and more than one, so that the server never waits for the client. */
const CONNECTIONS = 8;

/** The share of a core that a server under load has on an otherwise idle machine. */
const MIN_UNDISTURBED_SHARE = 0.85;

/** The requests of a load, without the server. */
export type RequestStream = Omit<Load, 'port' | 'connections'> & Partial<Pick<Load, 'connections'>>;

/** The performance of a server during a turn. */
export interface Pace {
  /** Responses per second. */
  readonly rate: number;
  /** Processor time of a response, in microseconds. Other work of the machine does not change it. */
  readonly cost: number;
  /** The share of a core that the server used: 1 for a whole core. */
  readonly share: number;
  /** The time of a response, in milliseconds. */
  readonly latency: { readonly median: number; readonly p99: number };
}

/** A process that sends requests. */
export interface LoadClient {
  /** Sends requests to a server until the time is up, or all are sent. */
  send(name: string, server: RunningServer, stream: RequestStream): Promise<Pace>;
  stop(): Promise<void>;
}

/** Starts a process that sends requests. */
export function startLoadClient(): LoadClient {
  const child = forkChild(processUrl('load-client'));
  return {
    async send(name, server, stream) {
      const before = await server.usage();
      const result = receiveMessage<LoadResult>(child);
      child.send({ connections: CONNECTIONS, ...stream, port: server.port } satisfies Load);
      const load = await result;
      if ('failure' in load) throw new Error(`${name}: ${load.failure}`);
      const { responses, milliseconds, latency } = load;
      const used = (await server.usage()).cpuMs - before.cpuMs;
      const rate = (responses / milliseconds) * 1000;
      // A server well below a whole core was waiting: for the client, or for a core.
      const share = used / milliseconds;
      const cost = (used / responses) * 1000;
      process.stderr.write(
        `  ${name}: ${Math.round(rate)} a second, ${Math.round(cost)} µs of processor each, ${Math.round(share * 100)}% of a core\n`,
      );
      return { rate, cost, share, latency };
    },
    stop: () => stopChild(child),
  };
}

/** Writes requests for the process that sends them; returns the file. */
export function writeRequests(scratch: string, name: string, requests: readonly string[]): string {
  const file = join(scratch, `${name}.requests.json`);
  writeFileSync(file, JSON.stringify(requests));
  return file;
}

/** Compares the response rate of a server with that of another, round by round. */
export function compareSpeed(server: readonly Pace[], base: readonly Pace[]) {
  const [rates, costs, shares] = [(pace: Pace) => pace.rate, (pace: Pace) => pace.cost, (pace: Pace) => pace.share];
  const medianShares = [server, base].map((paces) => summarize(paces.map(shares)).median);
  return {
    unit: 'times',
    value: summarizeRatios(server.map(rates), base.map(rates)),
    byProcessor: summarizeRatios(base.map(costs), server.map(costs)),
    disturbed: medianShares.some((share) => share < MIN_UNDISTURBED_SHARE),
  } as const;
}

/** Compares the response time of a server with that of another, round by round. */
export function compareTime(server: readonly Pace[], base: readonly Pace[]) {
  return compareSpeed(base, server);
}
