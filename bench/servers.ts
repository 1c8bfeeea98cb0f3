import type { ChildProcess } from 'node:child_process';
import { forkChild, processUrl, receiveMessage, spawnChild, stopChild } from './children.ts';
import type { Usage } from './processes/attend-parent.ts';

/** A server in a separate process. */
export interface RunningServer {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const CLI = new URL('../cli/main.js', import.meta.url);
const SIMULATE = ['simulate', '--port', '0', '--log', 'none'];

/**
 * Starts the simulator as users do, with a configuration file.
 * @param store its location; absent, the simulator is in memory
 */
export function startSimulator(configuration: string, store?: string): Promise<RunningServer> {
  const options = simulatorOptions(configuration, store);
  return start(forkChild(CLI, [...SIMULATE, ...options], processUrl('attend-parent')));
}

/** Returns the options of the command line for a configuration file and the location of a store. */
export function simulatorOptions(configuration: string, store?: string): readonly string[] {
  return ['--config', configuration, ...(store === undefined ? [] : ['--store', store])];
}

/** Starts a bare server that returns the response in a file. */
export function startBare(kind: 'bare-http' | 'bare-express', file: string): Promise<RunningServer> {
  return start(forkChild(processUrl(kind), [file], processUrl('attend-parent')));
}

/** Starts a server without a channel, to measure nothing but its start. */
export async function startUnattended(kind: 'simulator' | 'bare-http' | 'bare-express', args: readonly string[]) {
  const child = kind === 'simulator' ? spawnChild(CLI, [...SIMULATE, ...args]) : spawnChild(processUrl(kind), args);
  return { port: await readPort(child), stop: () => stopChild(child) };
}

async function start(child: ChildProcess): Promise<RunningServer> {
  const port = await readPort(child);
  return {
    port,
    async usage() {
      const usage = receiveMessage<Usage>(child);
      child.send('usage');
      return usage;
    },
    stop: () => stopChild(child),
  };
}

/** Reads the port from the URL that a server prints when it listens. */
async function readPort(child: ChildProcess): Promise<number> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a server ended with exit code ${code} before it listened`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const [, port] = /http:\/\/localhost:(\d+)\b/.exec(printed) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
