// Smoke of an installed xis-testkit: starts the command that is given, asks what its own welcome says, and ends it.
// Usage: node scripts/smoke.mjs COMMAND [ARG ...]; the command gets `simulate --port 0` behind its own arguments.
import { spawn } from 'node:child_process';

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
child.kill('SIGTERM');
const code = await ended;
clearTimeout(deadline);

const works = bundle?.resourceType === 'Bundle' && bundle.entry?.length === 3 && health?.status === 'ok' && code === 0;
process.stdout.write(
  works ? `smoke: works (${health.version})\n` : `smoke: does not work (exit ${code})\n${printed}\n`,
);
process.exitCode = works ? 0 : 1;
