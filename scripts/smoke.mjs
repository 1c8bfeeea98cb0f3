// Smoke test of an installed xis-testkit. It starts the simulator, sends the request of the welcome text, runs `verify`
// and `check` against the simulator, loads the page with its files, and stops it.
// Usage: node scripts/smoke.mjs COMMAND [ARG ...]; `simulate --port 0` is appended to the arguments.
import { spawn } from 'node:child_process';

/** Runs the command with further arguments; returns its exit code. */
function run(...furtherArgs) {
  const child = spawn(command, [...args, ...furtherArgs], { stdio: ['ignore', 'inherit', 'inherit'], timeout: 60_000 });
  return new Promise((resolve) => child.on('close', resolve));
}

/** Returns whether the page loads, with the files that it names and the service behind it. */
async function loadPage(url) {
  const page = await fetch(new URL('/', url), { headers: { Accept: 'text/html' } });
  const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
  const responses = [...files, '__ui', '__ui/patients', '__ui/checks'].map((path) => fetch(new URL(path, page.url)));
  return files.length >= 3 && (await Promise.all(responses)).every(({ ok }) => ok);
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
const isPageServed = url && (await loadPage(url));
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
// Pact has a binary for each platform: `verify` works only with the right one.
const verified = url && (await run('verify', ...target, ...category));
const checked = url && (await run('check', ...target.slice(0, 3), '--quiet', '--only', 'appointment-types'));
child.kill('SIGTERM');
const code = await ended;
clearTimeout(deadline);

const isServing = bundle?.resourceType === 'Bundle' && bundle.entry?.length === 3 && health?.status === 'ok';
const works = isServing && isPageServed && verified === 0 && checked === 0 && code === 0;
process.stdout.write(
  works ? `smoke test passed (${health.version})\n` : `smoke test failed (exit code ${code})\n${printed}\n`,
);
process.exitCode = works ? 0 : 1;
