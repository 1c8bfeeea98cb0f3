import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));

/** Returns the declarations that the exports name. */
function exportedTypes(): string[] {
  return Object.values<string | { types: string }>(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.types],
  );
}

function listDeclarations(): string[] {
  return readdirSync(resolve(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => resolve(ROOT, 'dist', path));
}

/** Returns the modules that a declaration names. */
function importsOf(path: string): string[] {
  const matches = readFileSync(path, 'utf8').matchAll(/(?:from |import\()(['"])([^'"]+)\1/g);
  return [...matches].flatMap(([, , name]) => name ?? []);
}

describe('the package', () => {
  test('has the needed files, and no tests', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
    });
    const files: string[] = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
    const exported = Object.values<string | { types: string; default: string }>(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    for (const path of [...exported, manifest.bin['xis-testkit']]) {
      const [start = '', end = ''] = path.replace(/^\.\//, '').split('*');
      expect(
        files.some((file) => file.startsWith(start) && file.endsWith(end)),
        path,
      ).toBe(true);
    }
    expect(files).toContain('contracts/pacts/spreekuur-booking-engine-xis.json');
    expect(files).toContain('contracts/verification/verifier.mjs');
    expect(files).toContain('fixtures/practices/default.yaml');
    expect(files).toContain('scenarios/flow/pending-approved.yaml');
    expect(files.filter((path) => /contracts\/(?:consumer|provider)\//.test(path))).toEqual([]);
    const compiled = files.filter((path) => !path.startsWith('docs/recipes/') && !path.endsWith('.d.ts'));
    expect(compiled.filter((path) => /\.test\.|^test\/|^fixtures\/test\/|^bench\/|\.ts$/.test(path))).toEqual([]);
  });

  test('has types for TypeScript that does not read exports', () => {
    const typed = Object.entries<{ types?: string }>(manifest.exports).flatMap(([name, { types }]) =>
      types === undefined ? [] : [[name.slice(2), [types.slice(2)]]],
    );
    expect(manifest.typesVersions).toEqual({ '*': Object.fromEntries(typed) });
  });

  test('can be required by CommonJS: no module of it awaits at its top level', async () => {
    const names = Object.keys(manifest.typesVersions['*']).filter((name) => name !== 'vitest');
    const script = `console.log(${JSON.stringify(names)}.map((name) => typeof require('xis-testkit/' + name)).join())`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd: ROOT });
    expect(stdout.trim()).toBe(names.map(() => 'object').join());
  });

  test('has the declarations that its exports reach, and no others', () => {
    const declarations = listDeclarations();
    const imported = declarations.flatMap((path) =>
      importsOf(path)
        .filter((name) => name.startsWith('.'))
        .map((name) => resolve(dirname(path), name.replace(/\.[jt]s$/, '.d.ts'))),
    );
    expect(imported.filter((path) => !existsSync(path))).toEqual([]);
    const entries = exportedTypes().map((path) => resolve(ROOT, path));
    expect(declarations.filter((path) => !imported.includes(path) && !entries.includes(path))).toEqual([]);
  });

  test('has declarations that compile without skipLibCheck: a user installs the types of all that they import', () => {
    const packages = listDeclarations()
      .flatMap(importsOf)
      .filter((name) => !/^(?:\.|node:)/.test(name));
    const installed = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect(packages).toContain('express');
    for (const name of new Set(packages)) {
      const { types } = JSON.parse(readFileSync(resolve(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
      // A library of the bundle is not installed, but its types are.
      expect(installed).toHaveProperty([types === undefined ? `@types/${name}` : name]);
    }
  });

  test('can be imported by its name, and simulates a XIS', async () => {
    const { createSimulator } = await import(resolve(ROOT, manifest.exports['./simulator'].default));
    const simulator = await createSimulator({ port: 0 });
    await simulator.listen();
    expect((await fetch(`${simulator.baseUrl}/metadata`)).status).toBe(200);
    await simulator.close();
  });

  test('the lock file names no download host, and the binaries of every platform', () => {
    const text = readFileSync(resolve(ROOT, 'package-lock.json'), 'utf8');
    expect(text).not.toContain('"resolved": "http');
    const packages: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(text).packages;
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    const missing = wanted.filter(
      (name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
    );
    // To repair the lock file: node scripts/complete-lock.mjs
    expect(missing).toEqual([]);
  });
});
