import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { listFiles } from '../../scripts/reference/clause-tests.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('every file of the package that the program reads is in the executable', async () => {
  const { listAssets } = await import(pathToFileURL(join(ROOT, 'scripts/executable/assets.mjs')).href);
  const assets: readonly string[] = listAssets();
  const names = listFiles('.ts')
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((path) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\bpackagePath\(['`]([^'`$]+?)\/?['`$]/g)])
    .map(([, name = '']) => name);
  expect(names).toContain('dist/ui');
  const isBrought = (name: string) => assets.some((asset) => `${asset}/`.startsWith(`${name}/`));
  expect(names.filter((name) => !isBrought(name))).toEqual([]);
});
