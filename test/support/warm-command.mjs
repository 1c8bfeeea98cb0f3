// A process that runs `xis-testkit` again and again, as if each run were a process: starting Node.js and loading the modules
// takes longer than most runs. test/support/warm-processes.ts starts it, and sends it one run at a time.
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const MAIN = process.argv[2];
/** The exit codes of a run that leaves nothing behind; with another one the process ends. */
const REUSABLE = new Set([0, 1, 2, 3, 5, 6]);

const exit = process.exit.bind(process);
const MAX_TURNS = 100;
// The streams of the process are opened when they are first used.
const OWN = [process.stdout, process.stderr, process.channel].length;
let runs = 0;

process.on('disconnect', () => exit());
process.on('message', async ({ args, environment, cwd, mark }) => {
  // Answers that it lives.
  if (!args) return process.send({});
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(cwd);
  process.argv = [process.execPath, MAIN, ...args];
  process.exitCode = undefined;
  // Those of an earlier run.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
  process.exit = (code) => {
    if (!REUSABLE.has(code)) exit(code);
    process.exit = exit;
    process.removeAllListeners('uncaughtException');
    end(code, mark);
  };
  // The text behind the path makes it another module: it runs again, and what it imports does not.
  await import(`${pathToFileURL(MAIN).href}?run=${++runs}`);
});

/** Says that a run has ended, behind all of its output. What it leaves open ends with its process. */
async function end(code, mark) {
  // What the run has closed, such as a connection, is gone a few turns later.
  for (let turn = 0; turn < MAX_TURNS && countOpen() > OWN; turn++) await setImmediate();
  const isReusable = countOpen() <= OWN;
  process.stderr.write(mark, () => process.stdout.write(mark, () => process.send({ code, isReusable })));
}

function countOpen() {
  return process.getActiveResourcesInfo().length;
}
