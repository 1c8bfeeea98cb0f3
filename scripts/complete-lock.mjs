// Completes package-lock.json after `npm install` on a registry that lacks the binaries of other platforms: npm leaves
// those out of the lock file then, and `npm ci` refuses it everywhere. Run it after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = { 'arm-eabi': 'arm', 'arm-gnueabihf': 'arm', 'arm-musleabihf': 'arm' };

/** What a platform package says of itself follows from its name, such as `@rollup/rollup-linux-arm64-musl`. */
function platformOf(name) {
  const [, os, rest] = new RegExp(`[-/](${OS.join('|')})-(.+)$`).exec(name) ?? [];
  if (!os) throw new Error(`${name} tells no platform`);
  const libc = /-?musl/.test(rest) ? 'musl' : os === 'linux' && /-gnu/.test(rest) ? 'glibc' : undefined;
  const cpu = CPU[rest] ?? rest.split('-')[0];
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (lock.packages[`${path}/${place}`] || lock.packages[place]) continue;
    lock.packages[place] = { version, ...platformOf(name), ...(dev ? { dev: true } : {}), optional: true };
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
