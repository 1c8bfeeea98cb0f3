// Completes package-lock.json after `npm install` from a registry without the binaries of other platforms. npm then leaves
// them out of the lock file, and `npm ci` rejects it everywhere. Run this after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = { 'arm-eabi': 'arm', 'arm-gnueabihf': 'arm', 'arm-musleabihf': 'arm' };

/** Parses the platform in the name of a package, such as `@rollup/rollup-linux-arm64-musl`. */
function parsePlatform(name) {
  const [, os, rest] = new RegExp(`[-/](${OS.join('|')})-(.+)$`).exec(name) ?? [];
  if (!os) throw new Error(`${name}: expected a name that ends in a platform`);
  const libc = /-?musl/.test(rest) ? 'musl' : os === 'linux' && /-gnu/.test(rest) ? 'glibc' : undefined;
  const cpu = CPU[rest] ?? rest.split('-')[0];
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (lock.packages[`${path}/${place}`] || lock.packages[place]) continue;
    lock.packages[place] = { version, ...parsePlatform(name), ...(dev ? { dev: true } : {}), optional: true };
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
