import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns the licenses of the libraries that the executable brings.
 * @param {readonly string[]} files the paths of bundled files
 */
export function collectLicenses(files) {
  const folders = files.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort().map(readLicense).join('\n');
}

function readLicense(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return formatLicense(name, version, license, file === undefined ? '' : readFileSync(join(folder, file), 'utf8'));
}

/**
 * Returns the license of Node.js, or its address: the npm package of Node.js has no license file.
 * @param {string} node the path of its program
 */
export function readNodeLicense(node) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const folder = dirname(node);
  const file = [folder, dirname(folder)].map((parent) => join(parent, 'LICENSE')).find(existsSync);
  const address = `https://github.com/nodejs/node/blob/${version}/LICENSE`;
  return formatLicense('Node.js', version.slice(1), 'MIT and others', file ? readFileSync(file, 'utf8') : address);
}

function formatLicense(name, version, license, text) {
  return `## ${name} - ${version} (${license})\n\n${text.trim()}\n`;
}
