import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processUrl, receiveMessage, spawnMeasured, stopChild } from './children.ts';

/** The resources that a server used, as `preloads/attend-parent.cjs` reports them. */
export interface Usage {
  /** Processor time so far, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory now, in megabytes of 1,048,576 bytes. */
  readonly residentMb: number;
}

/** A server in a separate process. */
export interface RunningServer {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** The file of the command line. */
export const CLI = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/**
 * Starts the simulator as users do, with a configuration file.
 * @param store its location; absent, the simulator is in memory
 */
export function startSimulator(configuration: string, store?: string): Promise<RunningServer> {
  return simulate('--config', configuration, ...(store === undefined ? [] : ['--store', store]));
}

/** Starts the simulator with the built-in practice. */
export function startBuiltInPractice(callbackUrl?: string): Promise<RunningServer> {
  return simulate(...(callbackUrl === undefined ? [] : ['--callback-url', callbackUrl]));
}

async function simulate(...options: readonly string[]): Promise<RunningServer> {
  const child = startServer(CLI, ['simulate', '--port', '0', '--log', 'none', ...options]);
  return attendServer(child, await readPort(child));
}

/** Starts a bare server that returns the response in a file. */
export async function startBare(kind: 'bare-http' | 'bare-express', file: string): Promise<RunningServer> {
  const child = startServer(fileURLToPath(processUrl(kind)), [file]);
  return attendServer(child, await readPort(child));
}

/** Starts a server in a process that ends with this one, and that reports its usage on every message. */
export function startServer(file: string, args: readonly string[]): ChildProcess {
  return spawnMeasured([file, ...args], {
    preload: 'attend-parent',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { NODE_ENV: 'production' },
  });
}

/** Returns the server of a process. */
export function attendServer(child: ChildProcess, port: number): RunningServer {
  return {
    port,
    async usage() {
      let message = receiveMessage<Usage | string>(child);
      child.send('usage');
      // Mockoon sends 'ready' as well.
      for (;;) {
        const received = await message;
        if (typeof received !== 'string') return received;
        message = receiveMessage(child);
      }
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
