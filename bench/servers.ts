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

/** Starts the simulator as users do, with a configuration file. */
export function startSimulator(configuration: string): Promise<RunningServer> {
  return start(forkChild(CLI, [...SIMULATE, '--config', configuration], processUrl('attend-parent')));
}

/** Starts a bare server that returns the response in a file. */
export function startBare(kind: 'bare-http' | 'bare-express', file: string): Promise<RunningServer> {
  return start(forkChild(processUrl(kind), [file], processUrl('attend-parent')));
}

/** Starts a server without a channel, to measure nothing but its start. */
export async function startUnattended(kind: 'simulator' | 'bare-http' | 'bare-express', file: string) {
  const child = kind === 'simulator' ? spawnChild(CLI, SIMULATE) : spawnChild(processUrl(kind), [file]);
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
