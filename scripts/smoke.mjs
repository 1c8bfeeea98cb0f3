// Smoke of an installed xis-testkit: starts the simulator, asks what its own welcome says, verifies and checks it, and ends it.
// Usage: node scripts/smoke.mjs COMMAND [ARG ...]; the command gets `simulate --port 0` behind its own arguments.
import { spawn } from 'node:child_process';

/** Runs the command to its end; its exit code. */
function run(...more) {
  const child = spawn(command, [...args, ...more], { stdio: ['ignore', 'inherit', 'inherit'], timeout: 60_000 });
  return new Promise((resolve) => child.on('close', resolve));
}

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, [...args, 'simulate', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const ended = new Promise((resolve) => child.on('close', resolve));
const deadline = setTimeout(() => child.kill('SIGKILL'), 60_000);

let printed = '';
await new Promise((resolve) => {
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    if (/curl -H "[^"]+" "[^"]+"/.test(printed)) resolve();
  });
  child.on('close', resolve);
});
const [, header, url] = /curl -H "X-Organization-Identifier: ([^"]+)" "([^"]+)"/.exec(printed) ?? [];
const response = url && (await fetch(url, { headers: { 'X-Organization-Identifier': header } }));
const bundle = response && (await response.json());
const health = url && (await (await fetch(new URL('/__admin/health', url))).json());
const target = [
  url && new URL('/fhir', url).href,
  '--organization',
  '01000001',
  '--patient-reference',
  'Patient/1',
  '--patient-bsn',
  '999900109',
];
const category = ['--category', 'http://delinde.example/ns/channel|SPREEKUUR'];
// Pact's binary is a package of its own for each platform: this shows that the right one is there.
const verified = url && (await run('verify', ...target, ...category));
const checked = url && (await run('check', ...target.slice(0, 3), '--quiet', '--only', 'appointment-types'));
child.kill('SIGTERM');
const code = await ended;
clearTimeout(deadline);

const answers = bundle?.resourceType === 'Bundle' && bundle.entry?.length === 3 && health?.status === 'ok';
const works = answers && verified === 0 && checked === 0 && code === 0;
process.stdout.write(
  works ? `smoke: works (${health.version})\n` : `smoke: does not work (exit ${code})\n${printed}\n`,
);
process.exitCode = works ? 0 : 1;
