import { VERIFIER } from '../../contracts/verification/verifier-process.ts';

// The executable starts itself for the script that runs Pact's verifier: its name is no command.
if (process.argv[2] === VERIFIER && process.connected) await import('../../contracts/verification/verifier.mjs');
else await import('../../cli/main.ts');
