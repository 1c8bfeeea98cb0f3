import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkChild, processUrl, receiveMessage, stopChild } from './children.ts';
import { summarize, summarizeRatios } from './figure.ts';
import type { Load, LoadResult } from './processes/load-client.ts';
import type { RunningServer } from './servers.ts';

/** Few enough for two cores, and more than one so that the server never waits for the client. */
const CONNECTIONS = 8;

/** A server that is asked without pause has nearly all of a core, unless something else takes it away. */
const UNDISTURBED = 0.85;

/** What to send, to no server in particular. */
export type RequestStream = Omit<Load, 'port' | 'connections'>;

/** How a server did for a while. */
export interface Pace {
  /** Answers a second. */
  readonly rate: number;
  /** Processor time of an answer, in microseconds: the same as its time, but for what else the machine does. */
  readonly cost: number;
  /** How much of a core it had, 1 for all of one. */
  readonly share: number;
}

/** The process that sends requests. */
export interface LoadClient {
  /** Sends requests to a server until it is time, or all are sent. */
  send(name: string, server: RunningServer, stream: RequestStream): Promise<Pace>;
  stop(): Promise<void>;
}

/** Starts the process that sends requests. */
export function startLoadClient(): LoadClient {
  const child = forkChild(processUrl('load-client'));
  return {
    async send(name, server, stream) {
      const before = await server.usage();
      const result = receiveMessage<LoadResult>(child);
      child.send({ ...stream, port: server.port, connections: CONNECTIONS } satisfies Load);
      const load = await result;
      if ('failure' in load) throw new Error(`${name}: ${load.failure}`);
      const { responses: answers, milliseconds } = load;
      const used = (await server.usage()).cpuMs - before.cpuMs;
      const rate = (answers / milliseconds) * 1000;
      // A server that is well below a whole core was waiting: for the client, or for a core.
      const share = used / milliseconds;
      const cost = (used / answers) * 1000;
      process.stderr.write(
        `  ${name}: ${Math.round(rate)} a second, ${Math.round(cost)} µs of processor each, ${Math.round(share * 100)}% of a core\n`,
      );
      return { rate, cost, share };
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

/** The value of a figure that says how fast a server answers beside another, by their rounds. */
export function compareSpeed(server: readonly Pace[], base: readonly Pace[]) {
  const [rates, costs, shares] = [(pace: Pace) => pace.rate, (pace: Pace) => pace.cost, (pace: Pace) => pace.share];
  const had = [server, base].map((paces) => summarize(paces.map(shares)).median);
  return {
    unit: 'times',
    value: summarizeRatios(server.map(rates), base.map(rates)),
    byProcessor: summarizeRatios(base.map(costs), server.map(costs)),
    disturbed: had.some((share) => share < UNDISTURBED),
  } as const;
}

/** The value of a figure that says how long a server's answers take beside another's. */
export function compareTime(server: readonly Pace[], base: readonly Pace[]) {
  return compareSpeed(base, server);
}
