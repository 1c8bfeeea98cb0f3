import { createRequire } from 'node:module';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { isExecutable } from '../../package/files.ts';

/** The package of Pact's verifier, in the version that works here. */
const PACT_CORE = '@pact-foundation/pact-core';
const VERSION = '19';

/** Pact's verifier is not installed: it has native code of 17 MB, which only the verification of a contract needs. */
export class VerifierMissing extends XisTestkitError {
  override readonly name = 'VerifierMissing';
  readonly code = 'verifier-missing';

  constructor() {
    super(
      `verify needs Pact's verifier, which is not installed: run \`npm install ${PACT_CORE}@${VERSION}\`, with --global where xis-testkit is installed globally`,
    );
  }
}

/**
 * Expects that Pact's verifier is installed.
 * @param resolve finds a package; default: from this package
 * @throws VerifierMissing
 */
export function expectVerifier(resolve: (name: string) => unknown = createRequire(import.meta.url).resolve): void {
  if (isExecutable()) return;
  try {
    resolve(PACT_CORE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new VerifierMissing();
  }
}
