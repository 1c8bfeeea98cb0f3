// Moves the changes of CHANGELOG.md below "Unreleased" to the version that is released. npm runs it as the script `version` of
// `npm version`, between the change of package.json and the commit with its tag.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const HEADING = '## [Unreleased]\n';

/**
 * Returns a changelog with the unreleased changes below a version.
 * @param {string} text the changelog
 * @param {string} version such as `0.2.0`
 * @param {string} date of the release, such as `2026-11-27`
 * @throws Error when nothing is unreleased, or the version is in the changelog already
 */
export function releaseChanges(text, version, date) {
  const [before, after] = text.split(HEADING);
  if (after === undefined) throw new Error(`CHANGELOG.md: expected ${HEADING.trim()}, got no such heading`);
  if (text.includes(`\n## [${version}]`)) throw new Error(`CHANGELOG.md: ${version} has its changes already`);
  const [unreleased] = after.split('\n## ');
  if (unreleased.trim() === '') throw new Error(`CHANGELOG.md: expected changes below ${HEADING.trim()}, got nothing`);
  return `${before}${HEADING}\n## [${version}] - ${date}\n${after}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync('CHANGELOG.md', releaseChanges(readFileSync('CHANGELOG.md', 'utf8'), version, date));
}
