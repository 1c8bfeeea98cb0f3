import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { withoutDebugVariables } from '../../output/debug-variables.ts';
import { isExecutable, packagePath } from '../../package/files.ts';
import { defined } from '../../schema/defined.ts';
import { exceptLoopback } from '../../transport/proxies.ts';

/** The script that runs Pact's verifier. The executable, which has no such file, runs it when this is its first argument. */
export const VERIFIER = 'contracts/verification/verifier.mjs';

/**
 * Starts the script that runs Pact's verifier. It gets its options as a message.
 * @param usesTls whether it connects to more than the relay, which has no TLS
 * @param signal ends it early
 */
export function startVerifier(usesTls: boolean, signal: AbortSignal | undefined): ChildProcess {
  return fork(isExecutable() ? VERIFIER : packagePath(VERIFIER), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    // Pact would load native code from the working directory, which is often a repository.
    cwd: isExecutable() ? process.cwd() : dirname(packagePath(VERIFIER)),
    env: {
      ...buildEnvironment(process.env),
      ...(!usesTls && NO_CERTIFICATES),
      ...(isExecutable() && locateLibrary()),
    },
    ...defined({ signal }),
  });
}

/** Pact would read the certificates of the machine again and again, which takes a third of the time of a run. */
const NO_CERTIFICATES = { SSL_CERT_FILE: devNull, SSL_CERT_DIR: devNull };

/**
 * Removes variables that Pact's verifier would read beside its options, such as a broker or a level of its log, and switches
 * off its tracking of runs. The relay is on this machine, and a proxy would answer in its place; a broker may be behind a
 * proxy.
 */
function buildEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const allowed = Object.entries(withoutDebugVariables(environment)).filter(
    ([name]) => !/^(?:PACT|XIS_TESTKIT)_/.test(name),
  );
  // A warning of Node.js about Pact's code would look like the reason of a crash.
  return { ...exceptLoopback(Object.fromEntries(allowed)), PACT_DO_NOT_TRACK: 'true', NODE_NO_WARNINGS: '1' };
}

/** Returns the variables by which Pact finds its native library, which the executable brings as a package. */
function locateLibrary(): NodeJS.ProcessEnv {
  const folder = packagePath('node_modules/@pact-foundation');
  const [name = ''] = readdirSync(folder);
  // By the second one it does not look in the working directory first.
  return { PACT_PREBUILD_PACKAGE_LOCATION: dirname(folder), PACT_PREBUILD_LOCATION: join(folder, name) };
}
