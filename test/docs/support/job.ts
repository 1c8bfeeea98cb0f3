import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './documents.ts';

const CLI = join(root, 'dist/cli/main.js');
const IMAGE = 'registry.test/xis-testkit:1';
const EXECUTABLE = 'xis-testkit-linux-x64';

/** The programs that a runner has, as scripts. */
const PROGRAMS = {
  // As an engine does, it gives the container no variable that is not named, and the folder that is mounted on /work.
  docker: `
names=' '
while [ "$1" != "$IMAGE_OF_TEST" ]; do
  if [ "$1" = --env ]; then names="$names$2 "; fi
  if [ "$1" = --volume ] && [ "\${2%:/work}" != "$PWD" ]; then echo "not mounted: $2" >&2; exit 125; fi
  if [ $# = 1 ]; then echo 'no image' >&2; exit 125; fi
  shift
done
shift
for name in $(compgen -e XIS_TESTKIT_); do
  if [[ $names != *" $name "* ]]; then unset "$name"; fi
done
exec "$BIN_OF_IMAGE/xis-testkit" "$@"`,
  // The tests of a user: they reach the XIS.
  make: `exec curl -fsS -H 'X-Organization-Identifier: 01000001' "$FHIR_BASE/metadata"`,
} as const;

/** A run of a shell. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** A runner of CI jobs: a folder with a checkout, the programs of a runner, and a place with the executable. */
export interface Runner {
  /** The working folder of a job. */
  readonly folder: string;
  /** The url of the folder with the executable and its checksums. */
  readonly executableUrl: string;
  readonly image: string;
  /** Returns the text of a file that GitHub gives a step, such as `GITHUB_STEP_SUMMARY`. */
  read(name: string): string;
  /** Runs a script to its end; what it has started in the background stays. */
  run(script: string, options: RunOptions): Promise<Run>;
  /** Ends what scripts have started in the background, and removes the folder. */
  remove(): void;
}

/** How a script runs. */
export interface RunOptions {
  /** The command of the shell, which gets the script as its last argument. */
  readonly shell: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the script runs in the image, which has the command. */
  readonly isInImage?: boolean;
  /** Is called with the output so far, and the id of the shell. */
  readonly onOutput?: (output: string, pid: number) => void;
}

const STEP_FILES = ['GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY'];

/** Creates a runner in a new temporary folder. The command is that of dist/. */
export function createRunner(): Runner {
  const base = mkdtempSync(join(tmpdir(), 'xis-testkit-job-'));
  const [folder, temporary, bin, image, published] = ['checkout', 'temporary', 'bin', 'image', 'published'].map(
    (name) => {
      mkdirSync(join(base, name));
      return join(base, name);
    },
  ) as [string, string, string, string, string];
  const command = `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`;
  const write = (path: string, text: string) => writeFileSync(path, text, { mode: 0o755 });
  for (const [name, text] of Object.entries(PROGRAMS)) write(join(bin, name), `#!/usr/bin/env bash\n${text.trim()}\n`);
  write(join(image, 'xis-testkit'), command);
  write(join(published, EXECUTABLE), command);
  const sum = createHash('sha256').update(command).digest('hex');
  writeFileSync(join(published, 'SHA256SUMS'), `${sum}  ${EXECUTABLE}\n${'0'.repeat(64)}  xis-testkit-win-x64.exe\n`);
  const groups: number[] = [];
  const files = Object.fromEntries(STEP_FILES.map((name) => [name, join(temporary, name)]));
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
  const read = (name: string): string => {
    const path = files[name] ?? '';
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  return {
    folder,
    image: IMAGE,
    executableUrl: pathToFileURL(published).href,
    read,
    async run(script, { shell, environment, isInImage = false, onOutput = () => undefined }) {
      const [program = '', ...args] = shell;
      const added = read('GITHUB_PATH').split('\n').filter(Boolean);
      const path = [...added, ...(isInImage ? [image] : []), bin, process.env['PATH']].join(delimiter);
      const child = spawn(program, [...args, script], {
        cwd: folder,
        env: {
          ...clean,
          ...files,
          RUNNER_TEMP: temporary,
          IMAGE_OF_TEST: IMAGE,
          BIN_OF_IMAGE: image,
          ...environment,
          PATH: path,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, with what it starts in the background.
        detached: true,
      });
      const pid = child.pid ?? 0;
      groups.push(pid);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          onOutput(output, pid);
        });
      }
      // Not `close`: a server in the background keeps the output.
      const [code] = (await once(child, 'exit')) as [number | null];
      return { code, output };
    },
    remove() {
      for (const pid of groups) endGroup(pid);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
