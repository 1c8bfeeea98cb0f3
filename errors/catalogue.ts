import { EXIT } from './exit-codes.ts';

/**
 * Lists the errors that the library and the command line throw on purpose, by code. The errors that the simulator returns
 * over HTTP are in simulator/problem.ts.
 */
export const ERRORS = {
  usage: { exitCode: EXIT.usage, meaning: 'The command line is wrong, or a file that it names cannot be used.' },
  'invalid-option': { exitCode: EXIT.usage, meaning: 'An option of the library cannot be used.' },
  'invalid-configuration': {
    exitCode: EXIT.usage,
    meaning: 'A configuration, a scenario or another input file cannot be used.',
  },
  'invalid-report': { exitCode: EXIT.usage, meaning: 'A file is not a report of `xis-testkit check --json`.' },
  'xis-unreachable': { exitCode: EXIT.usage, meaning: 'The XIS cannot be reached, or rejects every request.' },
  'token-command-failed': { exitCode: EXIT.usage, meaning: 'The command that prints a token printed none.' },
  'token-request-failed': { exitCode: EXIT.usage, meaning: 'An authorization server issued no token.' },
  'pact-unavailable': { exitCode: EXIT.usage, meaning: 'A pact or a Pact broker cannot be used.' },
  'verifier-missing': {
    exitCode: EXIT.usage,
    meaning: "Pact's verifier is not installed; only the verification of a contract needs it.",
  },
  'temporary-folder-unusable': {
    exitCode: EXIT.usage,
    meaning: 'The executable cannot unpack its files into the temporary folder.',
  },
  'not-found': { exitCode: EXIT.internal, meaning: 'A control command names something that does not exist.' },
  conflict: { exitCode: EXIT.internal, meaning: 'A control command does not fit the state that the simulator is in.' },
  invalid: { exitCode: EXIT.internal, meaning: 'A control command has a value that cannot be used.' },
  'store-unusable': {
    exitCode: EXIT.usage,
    meaning: 'A store cannot be used: it is damaged, another process has it, or its location is wrong.',
  },
  'store-unavailable': { exitCode: EXIT.usage, meaning: 'A store is down or full for the moment.' },
  'step-failed': { exitCode: EXIT.failed, meaning: 'A step of a scenario cannot be run.' },
  interrupted: { exitCode: EXIT.interrupted, meaning: 'The run was ended early, by its signal.' },
} as const satisfies Readonly<Record<string, { readonly exitCode: number; readonly meaning: string }>>;

/** The stable name of an error, for programs. */
export type ErrorCode = keyof typeof ERRORS;
