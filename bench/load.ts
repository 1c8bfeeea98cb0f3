import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkChild, processUrl, receiveMessage, stopChild } from './children.ts';
import { summarize, summarizeRatios } from './figure.ts';
import type { Load, LoadResult, Responses } from './processes/load-client.ts';
import type { RunningServer } from './servers.ts';

/** Few enough for two cores, and more than one, so that the server never waits for the client. */
const CONNECTIONS = 8;

/** The share of a core that a server under load has on an otherwise idle machine. */
const IDLE_SHARE = 0.85;

/** A turn on a busy machine takes so many times as long at most. */
const MAX_EXTENSION = 10;

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
  /**
   * Sends requests to a server until all are sent, or the time is up. On a busy machine a turn is longer, so that the
   * server does as much work as on an idle one: with less, its code is not compiled yet.
   */
  send(name: string, server: RunningServer, stream: RequestStream): Promise<Pace>;
  stop(): Promise<void>;
}

/** Starts a process that sends requests. */
export function startLoadClient(): LoadClient {
  const child = forkChild(processUrl('load-client'));
  return {
    async send(name, server, stream) {
      const before = await server.usage();
      const parts: Responses[] = [];
      let used = 0;
      do {
        parts.push(await sendPart(child, name, { connections: CONNECTIONS, ...stream, port: server.port }));
        used = (await server.usage()).cpuMs - before.cpuMs;
      } while (used < minimalWork(stream) && parts.length < MAX_EXTENSION);
      const pace = toPace(parts, used);
      process.stderr.write(`  ${name}: ${formatPace(pace)}\n`);
      return pace;
    },
    stop: () => stopChild(child),
  };
}

async function sendPart(child: ChildProcess, name: string, load: Load): Promise<Responses> {
  const result = receiveMessage<LoadResult>(child);
  child.send(load);
  const responses = await result;
  if ('failure' in responses) throw new Error(`${name}: ${responses.failure}`);
  return responses;
}

/** Returns the processor time of a server in a turn on an idle machine, at least, in milliseconds. */
function minimalWork({ milliseconds, maySleep }: RequestStream): number {
  // A server that waits for a disk has no such minimum.
  return milliseconds === undefined || maySleep ? 0 : milliseconds * IDLE_SHARE;
}

function toPace(parts: readonly Responses[], cpuMs: number): Pace {
  const sum = (count: (part: Responses) => number) => parts.reduce((total, part) => total + count(part), 0);
  const middle = (time: (part: Responses) => number) => summarize(parts.map(time)).median;
  const responses = sum((part) => part.responses);
  const milliseconds = sum((part) => part.milliseconds);
  return {
    rate: (responses / milliseconds) * 1000,
    cost: (cpuMs / responses) * 1000,
    share: cpuMs / milliseconds,
    latency: { median: middle(({ latency }) => latency.median), p99: middle(({ latency }) => latency.p99) },
  };
}

function formatPace({ rate, cost, share }: Pace): string {
  return `${Math.round(rate)} a second, ${Math.round(cost)} µs of processor each, ${Math.round(share * 100)}% of a core`;
}

/** Writes requests for the process that sends them; returns the file. */
export function writeRequests(scratch: string, name: string, requests: readonly string[]): string {
  const file = join(scratch, `${name}.requests.json`);
  writeFileSync(file, JSON.stringify(requests));
  return file;
}

/** Compares the response rate of a server with that of another, round by round. */
export function compareSpeed(server: readonly Pace[], base: readonly Pace[]) {
  const rates = (paces: readonly Pace[]) => paces.map(({ rate }) => rate);
  const costs = (paces: readonly Pace[]) => paces.map(({ cost }) => cost);
  return {
    unit: 'times',
    value: summarizeRatios(rates(server), rates(base)),
    byProcessor: summarizeRatios(costs(base), costs(server)),
  } as const;
}

/** Compares the response time of a server with that of another, round by round. */
export function compareTime(server: readonly Pace[], base: readonly Pace[]) {
  return compareSpeed(base, server);
}
