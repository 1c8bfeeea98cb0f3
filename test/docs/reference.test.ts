import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referenceFiles } from '../../scripts/docs.ts';
import { COMMANDS } from '../../scripts/reference/command-line-page.ts';

const folder = fileURLToPath(new URL('../../docs/reference/', import.meta.url));

/** `npm run docs` runs this file with `--update`, which writes what differs. */
it.each([...referenceFiles()])('docs/reference/%s is what the sources say', async (name, text) => {
  await expect(text).toMatchFileSnapshot(folder + name);
});

it('docs/reference holds nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual([...referenceFiles().keys()].sort());
});

it('every key of the configuration has a meaning', () => {
  const text = referenceFiles().get('configuration.md') ?? '';
  const silent = text.split('\n').filter((line) => /^\| `.*\|\s*\|$/.test(line));
  expect(silent).toEqual([]);
});

it('every command of the program is described', () => {
  const main = readFileSync(new URL('../../cli/main.ts', import.meta.url), 'utf8');
  const added = [...main.matchAll(/addCommand\((\w+)Command\(\)\)/g)].map(([, name]) => name);
  expect(COMMANDS.map((command) => command.name())).toEqual(added);
});
