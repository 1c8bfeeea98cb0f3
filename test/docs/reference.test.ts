import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../cli/commands.ts';
import { referenceFiles } from '../../scripts/docs.ts';

const folder = fileURLToPath(new URL('../../docs/reference/', import.meta.url));

/** `npm run docs` runs this file with `--update`, which writes the differences. */
it.each([...referenceFiles()])('docs/reference/%s matches the sources', async (name, text) => {
  await expect(text).toMatchFileSnapshot(folder + name);
});

it('docs/reference holds nothing else', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'));
  expect(names.sort()).toEqual([...referenceFiles().keys()].sort());
});

it('every key of the configuration has a meaning', () => {
  const text = referenceFiles().get('configuration.md') ?? '';
  const silent = text.split('\n').filter((line) => /^\| `.*\|\s*\|$/.test(line));
  expect(silent).toEqual([]);
});

it('every command of the program is described', () => {
  const described = [...(referenceFiles().get('command-line.md') ?? '').matchAll(/^## ([a-z]+)$/gm)].map(
    ([, name]) => name,
  );
  expect(described).toEqual(COMMAND_NAMES);
});
