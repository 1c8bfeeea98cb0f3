// Smoke test of an installed xis-testkit, or of the executable. It runs each command in an empty folder: what works there needs
// no file of the project. The commands have the environment of this script, and a temporary folder of their own, which must be
// empty at the end.
// Usage: node scripts/smoke.mjs COMMAND [ARG ...]; the arguments of each run are appended. An executable gets an empty environment
// by env -i "$(which node)" scripts/smoke.mjs dist/executable/xis-testkit
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TIMEOUT_MS = 120_000;
/** On Windows a signal ends a command at once, and files stay behind. */
const HAS_SIGNALS = process.platform !== 'win32';
const PRACTICE = ['--organization', '01000001', '--patient-reference', 'Patient/1', '--patient-bsn', '999900109'];
const CATEGORY = ['--category', 'http://delinde.example/ns/channel|SPREEKUUR'];

// The commands have another working folder, in which relative paths lead nowhere.
const [command, ...args] = process.argv.slice(2).map((word) => (existsSync(word) ? resolve(word) : word));
const root = mkdtempSync(join(tmpdir(), 'xis-testkit-smoke-'));
const [folder, temporary] = ['work', 'tmp'].map((name) => join(root, name));
for (const path of [folder, temporary]) mkdirSync(path);

/** Starts the command with further arguments. */
function start(...furtherArgs) {
  const child = spawn(command, [...args, ...furtherArgs], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  child.output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    child.output += text;
  });
  child.ended = once(child, 'close').then(([code]) => code);
  return child;
}

/** Runs the command to its end, and checks its exit code and output. */
async function expectRun(furtherArgs, pattern = /./) {
  const child = start(...furtherArgs);
  const code = await child.ended;
  expect(
    `${furtherArgs.slice(0, 2).join(' ')}: exit code ${code}`,
    code === 0 && pattern.test(child.output),
    child.output,
  );
}

function expect(title, isTrue, details = '') {
  process.stdout.write(`${isTrue ? 'ok  ' : 'FAIL'} ${title}\n`);
  if (isTrue) return;
  process.stdout.write(`${details}\n`);
  process.exitCode = 1;
}

/** Starts a simulator, and returns its address with the request of its welcome text. */
async function startSimulator() {
  const child = start('simulate', '--port', '0');
  const pattern = /curl -H "X-Organization-Identifier: ([^"]+)" "([^"]+)"/;
  while (!pattern.test(child.output)) {
    const isRunning = await Promise.race([once(child.stdout, 'data').then(() => true), child.ended.then(() => false)]);
    if (!isRunning) throw new Error(`simulate ended: ${child.output}`);
  }
  const [, header, url] = pattern.exec(child.output);
  return { child, header, url };
}

async function checkSimulator({ header, url }) {
  const bundle = await (await fetch(url, { headers: { 'X-Organization-Identifier': header } })).json();
  expect('simulate serves FHIR', bundle.resourceType === 'Bundle' && bundle.entry?.length === 3);
  const health = await (await fetch(new URL('/__admin/health', url))).json();
  expect(`simulate is healthy, in version ${health.version}`, health.status === 'ok');
  expect('simulate serves the page', await loadPage(url));
}

/** Returns whether the page loads, with the files that it names and the service behind it. */
async function loadPage(url) {
  const page = await fetch(new URL('/', url), { headers: { Accept: 'text/html' } });
  const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
  const responses = [...files, '__ui', '__ui/patients', '__ui/checks'].map((path) => fetch(new URL(path, page.url)));
  return files.length >= 3 && (await Promise.all(responses)).every(({ ok }) => ok);
}

/** Interrupts `verify` when Pact's verifier, which runs in a process of its own, asks for the first provider state. */
async function interruptVerify(base) {
  const states = createServer(() => child.kill('SIGINT'));
  await once(states.listen(0, '127.0.0.1'), 'listening');
  const statesUrl = `http://127.0.0.1:${states.address().port}`;
  const child = start('verify', base, ...PRACTICE, ...CATEGORY, '--states', statesUrl);
  expect('verify ends with 130 on Ctrl-C', (await child.ended) === 130);
  states.closeAllConnections();
  states.close();
}

async function runAll() {
  await expectRun(['--version'], /^\d+\.\d+\.\d+\n$/);
  await expectRun(['simulate', '--print-config'], /^organizations:$/m);
  await expectRun(['schema', 'practice'], /"urn:xis-testkit:schema:practice"/);
  await expectRun(['scenario', '--only', 'pagination'], /scenarios, all as expected/);
  const simulator = await startSimulator();
  try {
    await checkSimulator(simulator);
    const base = new URL('/fhir', simulator.url).href;
    await expectRun(['book', '--xis', base, ...PRACTICE, ...CATEGORY, '--yes']);
    await expectRun(['check', base, ...PRACTICE.slice(0, 2), '--only', 'appointment-types']);
    // Pact has a binary for each platform: `verify` works only with the right one.
    await expectRun(['verify', base, ...PRACTICE, ...CATEGORY], /interactions: \d+ verified/);
    if (HAS_SIGNALS) await interruptVerify(base);
  } finally {
    simulator.child.kill('SIGTERM');
  }
  const code = await simulator.child.ended;
  if (!HAS_SIGNALS) return;
  expect('simulate ends with 0', code === 0);
  for (const path of [folder, temporary]) {
    const names = readdirSync(path);
    expect(
      `${path === folder ? 'working' : 'temporary'} folder: no file is left behind`,
      names.length === 0,
      names.join('\n'),
    );
  }
}

try {
  await runAll();
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.stdout.write(`smoke test ${process.exitCode ? 'failed' : 'passed'}\n`);
