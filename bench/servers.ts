import type { ChildProcess } from 'node:child_process';
import { forkChild, processUrl, receiveMessage, spawnChild, stopChild } from './children.ts';
import type { Usage } from './processes/attend-parent.ts';

/** A server in a process of its own. */
export interface RunningServer {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const CLI = new URL('../cli/main.js', import.meta.url);
const SIMULATE = ['simulate', '--port', '0', '--log', 'none'];

/** The simulator as users run it, with a configuration file. */
export function startSimulator(configuration: string): Promise<RunningServer> {
  return start(forkChild(CLI, [...SIMULATE, '--config', configuration], processUrl('attend-parent')));
}

/** One of the bare servers; it gives the answer that a file holds. */
export function startBare(kind: 'bare-http' | 'bare-express', answer: string): Promise<RunningServer> {
  return start(forkChild(processUrl(kind), [answer], processUrl('attend-parent')));
}

/** A process of which only the start is measured. */
export async function startUnattended(kind: 'simulator' | 'bare-http' | 'bare-express', answer: string) {
  const child = kind === 'simulator' ? spawnChild(CLI, SIMULATE) : spawnChild(processUrl(kind), [answer]);
  return { port: await readPort(child), stop: () => stopChild(child) };
}

async function start(child: ChildProcess): Promise<RunningServer> {
  const port = await readPort(child);
  return {
    port,
    async usage() {
      const answered = receiveMessage<Usage>(child);
      child.send('usage');
      return answered;
    },
    stop: () => stopChild(child),
  };
}

/** The port in the address that a server prints when it listens. */
async function readPort(child: ChildProcess): Promise<number> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a server ended with ${code} before it listened`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const [, port] = /http:\/\/localhost:(\d+)\b/.exec(printed) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
