import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { PATIENCE_MS } from '../../support/patience.ts';
import type { Fence } from './documents.ts';
import type { Installed } from './installed-package.ts';
import { textDifferences } from './resembles.ts';

/** Matches a command that listens until it is stopped: the simulator, a page without one, or a program of a document. */
const SERVER =
  /^(?:(?:npm ci && )?npm start|(?:[A-Z_]+=\S+ )*xis-testkit (?:simulate|(?<page>book|check)(?= .*--ui\b))|node (?<program>\S+\.mjs))( .*)?$/;
/** Options with which the simulator does not listen. */
const NO_SERVER = /--(check|print-config|help)\b/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { simulator: '8080', program: '9090' };

/**
 * Runs the shell blocks of a document in order, as a reader does. It replaces the ports of the document by free
 * ones, and keeps the variables of earlier blocks.
 */
export class ShellSession {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #servers = new Map<string, ChildProcess>();
  readonly #outputs = new Map<string, () => string>();
  /** The real port of each documented port. */
  readonly #ports = new Map<string, string>();
  readonly #assignments: string[] = [];

  private constructor(bin: string, folder: string) {
    this.#environment = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
    this.#folder = folder;
  }

  /** Starts a session in a new folder. */
  static async open({ bin, folder }: Installed): Promise<ShellSession> {
    return new ShellSession(bin, await mkdtemp(join(folder, 'reader-')));
  }

  /** Runs a block, and returns its output. */
  async run({ kind, text, place }: Fence): Promise<string> {
    const command = text.replaceAll('\\\n', ' ').trim();
    if (SERVER.test(command) && !NO_SERVER.test(command)) return this.#serve(command, place);
    const script = `${this.#prelude()}\n${this.#here(text)}`;
    this.#assignments.push(...text.split('\n').filter((line) => /^[A-Z_]+=\S*('[^']*'|"[^"]*"|\S*)$/.test(line)));
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: this.#folder,
      env: this.#environment,
      timeout: PATIENCE_MS,
    });
    const { output, errors } = collect(shell);
    const [status] = (await once(shell, 'close')) as [number | null];
    if ((status !== 0) !== (kind === 'fails'))
      throw new Error(`${place}: exit code ${status}\n${output()}\n${errors()}`);
    return output();
  }

  /** Waits until the program that acts as Spreekuur.nl has printed the lines of a block. */
  async receives({ text, place }: Fence): Promise<void> {
    const port = DEFAULT_PORTS['program'] ?? '';
    const [server, output] = [this.#servers.get(port), this.#outputs.get(port)];
    if (!server || !output) throw new Error(`${place}: nothing was started that could receive anything`);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (textDifferences(text, output()).length > 0) {
      await once(server.stdout as Readable, 'data', { signal }).catch(() => {
        throw new Error(`${place}: ${textDifferences(text, output()).join('\n')}\n${output()}`);
      });
    }
  }

  /** Writes a block into the file that it names. */
  save({ file, text }: Fence): Promise<void> {
    return writeFile(join(this.#folder, file), text);
  }

  /** Stops all started programs. */
  async close(): Promise<void> {
    await Promise.all([...this.#servers.keys()].map((port) => this.#stop(port)));
  }

  #prelude(): string {
    return this.#assignments.map((line) => this.#here(line)).join('\n');
  }

  /** Replaces the ports of the document by the real ports. */
  #here(text: string): string {
    return text.replace(/(https?:\/\/)?localhost:(\d+)/g, (whole, scheme: string = '', port: string) =>
      this.#ports.has(port) ? `${scheme}localhost:${this.#ports.get(port)}` : whole,
    );
  }

  async #serve(command: string, place: string): Promise<string> {
    const { program, page } = SERVER.exec(command)?.groups ?? {};
    const documented =
      /--port (\d+)/.exec(command)?.[1] ?? page ?? DEFAULT_PORTS[program ? 'program' : 'simulator'] ?? '';
    await this.#stop(documented);
    const words = this.#here(command)
      .replace(/^npm ci && /, '')
      .replace(/^npm start(?: --)?/, 'xis-testkit simulate')
      .replace(/ --port \d+/, '');
    // A page without a simulator takes a free port by default.
    const started = program || page ? words : `${words} --port 0`;
    const server = spawn('bash', ['-c', `${this.#prelude()}\n${exec(started)}`], {
      cwd: this.#folder,
      env: { ...this.#environment, PORT: '0' },
    });
    this.#servers.set(documented, server);
    const { output, errors } = collect(server);
    this.#outputs.set(documented, output);
    const port = await new Promise<string>((resolve, reject) => {
      AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => reject(new Error(`${place}: does not listen`)));
      server.stdout?.on('data', () => {
        const found = /localhost:(\d+)/.exec(output())?.[1];
        // The banner ends with a request to paste; a JSON log begins with a `listening` line.
        if (found !== undefined && (program || /_count=|__admin\/tokens|^\{"listening"|The page is at/.test(output())))
          resolve(found);
      });
      server.once('exit', (status) => reject(new Error(`${place}: ended with ${status}\n${output()}\n${errors()}`)));
    });
    this.#ports.set(documented, port);
    return output();
  }

  async #stop(port: string): Promise<void> {
    const server = this.#servers.get(port);
    this.#servers.delete(port);
    if (!server || server.exitCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

/** Replaces the shell by the program, so that a signal ends the program. */
function exec(command: string): string {
  return command.replace(/^((?:[A-Z_]+=\S+ )*)/, '$1exec ');
}

function collect(child: ChildProcess): { readonly output: () => string; readonly errors: () => string } {
  const parts = { output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    parts.output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    parts.errors += text;
  });
  return { output: () => parts.output, errors: () => parts.errors };
}
