import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type EndedCommand, type RunningCommand, runCli, startCli } from '../../support/cli.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { parseCommandLine } from './command-line.ts';
import type { Fence } from './documents.ts';
import type { Installed } from './installed-package.ts';
import { textDifferences } from './resembles.ts';

/** Matches a command that listens until it is stopped: the simulator, or a page without one. */
const SERVER = /^(?:npm start|(?:[A-Z_]+=\S+ )*xis-testkit (?:simulate|(?<page>book|check)(?= .*--ui\b)))( .*)?$/;
/** Options with which the simulator does not listen. */
const NO_SERVER = /--(check|print-config|help)\b/;
/** Matches a program of a document that listens. */
const PROGRAM = /^node (\S+\.mjs)$/;
/** The whole output of a server that listens: its banner ends with a request to paste, and a JSON log begins with `listening`. */
const LISTENS = /^(?=[\s\S]*?localhost:(\d+))(?:[\s\S]*(?:_count=|__admin\/tokens|The page is at)|\{"listening").*\n/;
const SIMULATOR_PORT = '8080';
const PROGRAM_PORT = '9090';

/** A program of a document that is running. */
interface Program {
  /** Waits until its output is enough, and returns it; rejects with an explanation when it ends before. */
  printed(isEnough: (output: string) => boolean, explain: (output: string) => string): Promise<string>;
  stop(): void;
}

/**
 * Runs the shell blocks of a document in order, as a reader does. It replaces the ports of the document by free
 * ones, and keeps the variables of earlier blocks.
 */
export class ShellSession {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #folder: string;
  /** The started servers by their documented ports. */
  readonly #servers = new Map<string, RunningCommand>();
  #program: Program | undefined;
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
  async run(fence: Fence): Promise<string> {
    const command = fence.text
      .replaceAll('\\\n', ' ')
      .trim()
      .replace(/^npm ci && /, '');
    const program = PROGRAM.exec(command)?.[1];
    if (program !== undefined) return this.#startProgram(program, fence);
    if (SERVER.test(command) && !NO_SERVER.test(command)) return this.#serve(command, fence);
    const { code, stdout, stderr } = await this.#execute(command, fence.text);
    if ((code !== 0) !== (fence.kind === 'fails'))
      throw new Error(`${fence.place}: exit code ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Waits until the program that acts as Spreekuur.nl has printed the lines of a block. */
  async receives({ text, place }: Fence): Promise<void> {
    if (!this.#program) throw new Error(`${place}: nothing was started that could receive anything`);
    await this.#program.printed(
      (output) => textDifferences(text, output).length === 0,
      (output) => `${place}: ${textDifferences(text, output).join('\n')}\n${output}`,
    );
  }

  /** Writes a block into the file that it names. */
  save({ file, text }: Fence): Promise<void> {
    return writeFile(join(this.#folder, file), text);
  }

  /** Stops all started programs. */
  async close(): Promise<void> {
    this.#program?.stop();
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
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

  /** Runs a command to its end: of the kit as it is, and anything else in a shell. */
  async #execute(command: string, script: string): Promise<EndedCommand> {
    const line = parseCommandLine(this.#here(command));
    if (line) return runCli(line.args, line.environment, { cwd: this.#folder });
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', `${this.#prelude()}\n${this.#here(script)}`], {
      cwd: this.#folder,
      env: this.#environment,
      timeout: PATIENCE_MS,
    });
    this.#assignments.push(...script.split('\n').filter((line) => /^[A-Z_]+=\S*('[^']*'|"[^"]*"|\S*)$/.test(line)));
    const { output, errors } = collect(shell);
    const [code] = (await once(shell, 'close')) as [number | null];
    return { code, stdout: output(), stderr: errors() };
  }

  /** Starts a server at a free port in the place of the documented one, and returns its output until it listens. */
  async #serve(command: string, { place }: Fence): Promise<string> {
    const page = SERVER.exec(command)?.groups?.['page'];
    const documented = /--port (\d+)/.exec(command)?.[1] ?? page ?? SIMULATOR_PORT;
    await this.#servers.get(documented)?.stop();
    const words = this.#here(command)
      .replace(/^npm start(?: --)?/, 'xis-testkit simulate')
      .replace(/ --port \d+/, '');
    const line = parseCommandLine(words);
    if (!line) throw new Error(`${place}: a server is started without a shell`);
    // A page without a simulator takes a free port by default.
    const args = page ? line.args : [...line.args, '--port', '0'];
    const server = startCli(args, line.environment, { cwd: this.#folder });
    this.#servers.set(documented, server);
    const [output, port = ''] = await server.printed(LISTENS);
    this.#ports.set(documented, port);
    return output;
  }

  /** Starts a program that listens, and returns its output until it does. */
  async #startProgram(file: string, { place }: Fence): Promise<string> {
    this.#program?.stop();
    this.#program = startProgram([file], this.#folder, { ...this.#environment, PORT: '0' });
    const listens = /localhost:(\d+)/;
    const isListening = (output: string) => listens.test(output);
    const output = await this.#program.printed(isListening, (text) => `${place}: does not listen\n${text}`);
    this.#ports.set(PROGRAM_PORT, listens.exec(output)?.[1] ?? '');
    return output;
  }
}

/** Starts a program of Node.js. */
function startProgram(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, args, { cwd, env });
  const { output, errors } = collect(child);
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  return {
    async printed(isEnough, explain) {
      const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(PATIENCE_MS)]);
      while (!isEnough(output())) {
        await once(child.stdout, 'data', { signal }).catch(() => {
          throw new Error(explain(`${output()}\n${errors()}`));
        });
      }
      return output();
    },
    stop: () => void child.kill(),
  };
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
