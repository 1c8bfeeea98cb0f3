/**
 * The environment variables for which a library or Node.js prints what it works with: requests with their tokens, bodies
 * with BSNs and names, whole files. All of them are for the developers of these libraries.
 */
const DEBUG_VARIABLES = [
  // The package debug, which Express uses.
  'DEBUG',
  // Node.js and undici: connections, headers, and the bytes of streams.
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  // The package yaml: each file that it parses.
  'LOG_STREAM',
  'LOG_TOKENS',
  // Pact's verifier: requests and responses.
  'LOG_LEVEL',
  'RUST_LOG',
] as const;

/** Returns the names of those variables that are set. */
export function findDebugVariables(environment: NodeJS.ProcessEnv): readonly string[] {
  return DEBUG_VARIABLES.filter((name) => (environment[name] ?? '') !== '');
}

/** Returns an environment without those variables, for a child process. */
export function withoutDebugVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names: ReadonlySet<string> = new Set(DEBUG_VARIABLES);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}
