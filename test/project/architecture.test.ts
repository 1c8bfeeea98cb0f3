import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

// Which part may import which other is the linter's to say: `overrides` in biome.json. Here is what it cannot express.

const ROOT = resolve(import.meta.dirname, '../..');
const GROUND = ['errors', 'package', 'output', 'schema', 'transport', 'fhir', 'oauth'];
const PARTS = [...GROUND, 'simulator', 'engine', 'conformance', 'contracts', 'scenarios', 'cli', 'ui'];
/** The parts that run in Node.js; the other one runs in a browser. */
const NODE_PARTS = PARTS.filter((part) => part !== 'ui');

/** Returns every source file below a folder, without tests, by its path from the root. */
function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Returns the project files that a file imports, types included, by their paths from the root. */
function importsOf(file: string): readonly string[] {
  return [...read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(ROOT, resolve(ROOT, dirname(file), target)),
  );
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isGround = (path: string): boolean => GROUND.some((folder) => within(folder)(path));

/** Returns the imports of a folder's files that are not allowed. */
function offenders(folder: string, isAllowed: (path: string) => boolean): readonly string[] {
  return sources(folder).flatMap((file) =>
    importsOf(file)
      .filter((path) => !isAllowed(path))
      .map((path) => `${file} -> ${path}`),
  );
}

/** Returns a circle of imports that a file is part of, or undefined. */
function findCircle(
  file: string,
  graph: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  path: readonly string[] = [],
): readonly string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const target of graph.get(file) ?? []) {
    const circle = findCircle(target, graph, done, [...path, file]);
    if (circle) return circle;
  }
  done.add(file);
  return undefined;
}

describe('imports', () => {
  test('have no circles, types included', () => {
    const files = [...PARTS, 'fixtures', 'test', 'bench', 'scripts'].flatMap(sources);
    const graph = new Map(files.map((file) => [file, importsOf(file)]));
    expect(graph.size).toBeGreaterThan(300);
    const done = new Set<string>();
    expect(files.map((file) => findCircle(file, graph, done)).find((circle) => circle !== undefined)).toBeUndefined();
  });

  test('a circle is found', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(findCircle('a', graph, new Set())).toEqual(['b', 'd', 'b']);
  });

  test('the linter has a rule for every part', () => {
    const { overrides } = JSON.parse(read('biome.json')) as { overrides: { includes: string[] }[] };
    const folders = overrides.map(({ includes: [include = ''] }) => include.replace(/\/\*\*\/\*\.tsx?$/, ''));
    expect([...folders].sort()).toEqual([...PARTS].sort());
  });

  test('what ships of contracts knows no simulator: a XIS is verified without one', () => {
    const isTest = (offence: string): boolean => /^contracts\/(?:consumer|provider)\//.test(offence);
    expect(offenders('contracts', (path) => path !== 'simulator/index.ts').filter((each) => !isTest(each))).toEqual([]);
  });

  test('the domain of the simulator is pure: the ground floor, itself, and of libraries luxon only', () => {
    const isAllowed = (path: string): boolean => isGround(path) || within('simulator/domain')(path);
    expect(offenders('simulator/domain', isAllowed)).toEqual([]);
    const libraries = sources('simulator/domain').flatMap((file) =>
      [...read(file).matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
    );
    expect(new Set(libraries)).toEqual(new Set(['luxon']));
  });

  test.each([
    ['simulator/interactions', ['simulator/http', 'simulator/admin', 'simulator/control', 'simulator/defects']],
    [
      'simulator/world',
      ['simulator/http', 'simulator/admin', 'simulator/control', 'simulator/interactions', 'simulator/log'],
    ],
    ['simulator/log', ['simulator/http', 'simulator/admin', 'simulator/control', 'simulator/interactions']],
    ['simulator/representation', ['simulator/defects']],
    [
      'simulator/store',
      ['simulator/world', 'simulator/http', 'simulator/admin', 'simulator/control', 'simulator/defects'],
    ],
    ['conformance/session', ['conformance/suites', 'conformance/fixtures', 'conformance/bookings']],
    ['conformance/fixtures', ['conformance/suites']],
    ['conformance/bookings', ['conformance/suites', 'conformance/fixtures']],
    ['engine/read', ['engine/flow', 'engine/listener']],
  ])('%s does not import %j', (folder, forbidden) => {
    expect(sources(folder).length).toBeGreaterThan(0);
    expect(offenders(folder, (path) => !forbidden.some((outer) => within(outer)(path)))).toEqual([]);
  });

  test('of the parts that run in Node.js, the page imports types only: it meets them over HTTP', () => {
    const imported = sources('ui/page').flatMap((file) =>
      [...read(file).matchAll(/^(?:import|export)\b(?! type)[^;]*? from '((?:\.\.\/)+[^']+)'/gm)].map(
        ([, target = '']) => relative(ROOT, resolve(ROOT, dirname(file), target)),
      ),
    );
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((path) => !within('ui/page')(path) && !within('output')(path))).toEqual([]);
  });

  test('no part imports the page: it is built to files', () => {
    const page = within('ui');
    expect(NODE_PARTS.flatMap((part) => offenders(part, (path) => !page(path)))).toEqual([]);
  });

  test('Express stays in the shell', () => {
    const users = PARTS.flatMap(sources).filter((file) => read(file).includes("from 'express'"));
    const isShell = (file: string): boolean =>
      ['simulator/http', 'simulator/admin', 'engine/listener'].some((folder) => within(folder)(file));
    // The type only: the engine has a router that its user mounts.
    expect(users.filter((file) => !isShell(file) && file !== 'engine/create-booking-engine.ts')).toEqual([]);
  });

  test('PostgreSQL stays in its store, which knows no world: the ground floor, system.ts, and the store', () => {
    const users = PARTS.flatMap(sources).filter((file) => read(file).includes("from 'pg'"));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((file) => !within('simulator/store/postgres')(file))).toEqual([]);
    const isAllowed = (path: string): boolean =>
      isGround(path) || within('simulator/store')(path) || path === 'simulator/system.ts';
    expect(offenders('simulator/store/postgres', isAllowed)).toEqual([]);
  });
});

test('time and chance come in through the system.ts of simulator, engine, conformance and oauth only', () => {
  // The timer of two systems is in transport/; two files of the command line wait for readers of its output.
  const allowed =
    /^(?:(?:simulator|engine|conformance|oauth)\/system|transport\/wait|cli\/output|cli\/write-report)\.ts$/;
  const files = NODE_PARTS.flatMap(sources).filter((file) => !allowed.test(file));
  const pattern =
    /\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|setTimeout\(|crypto\.randomUUID\(|\brandomUUID\b.*'node:crypto'/;
  expect(files.filter((file) => pattern.test(read(file)))).toEqual([]);
});

test('files stay small enough to read', () => {
  const lengths = PARTS.flatMap(sources).map((file) => [file, read(file).split('\n').length] as const);
  expect(lengths.filter(([, lines]) => lines > 430)).toEqual([]);
});
