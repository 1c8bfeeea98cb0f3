import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** Returns the paths of all source files below a folder, without tests. */
function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** Returns the paths of the project files that a file imports. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(ROOT, resolve(ROOT, dirname(file), target)),
  );
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

/** The folders that every part may import. */
const isGround =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    (folders.length > 0 ? folders : ['fhir', 'schema', 'output', 'errors']).some((folder) => within(folder)(path));

/** Returns the imports of a folder that are not allowed. */
function offenders(from: string, allowed: (path: string) => boolean): readonly string[] {
  return sources(from).flatMap((file) =>
    importsOf(file)
      .filter((path) => !allowed(path))
      .map((path) => `${file} -> ${path}`),
  );
}

describe('allowed imports', () => {
  test.each(['output', 'errors'])('%s imports nothing of the project', (folder) => {
    expect(offenders(folder, within(folder))).toEqual([]);
  });

  test('schema imports output, errors and itself', () => {
    expect(offenders('schema', isGround('schema', 'output', 'errors'))).toEqual([]);
  });

  test('fhir imports schema and itself', () => {
    expect(offenders('fhir', isGround('fhir', 'schema'))).toEqual([]);
  });

  test.each(['simulator', 'engine', 'conformance'])('%s imports the ground floor and itself, no other part', (part) => {
    expect(offenders(part, (path) => isGround()(path) || within(part)(path))).toEqual([]);
  });

  test.each(['scenarios', 'contracts'])('%s import the ground floor, themselves, and index files', (part) => {
    const allowed = ['simulator/index.ts', 'engine/index.ts'];
    expect(offenders(part, (path) => isGround()(path) || within(part)(path) || allowed.includes(path))).toEqual([]);
  });

  test('what ships of contracts knows no simulator: a XIS is verified without one', () => {
    const isShipped = (offence: string) => !/^contracts\/(?:consumer|provider)\//.test(offence);
    expect(offenders('contracts', (path) => path !== 'simulator/index.ts').filter(isShipped)).toEqual([]);
  });

  test('cli imports the ground floor, itself, and index files', () => {
    const isOwn = (path: string) => isGround()(path) || within('cli')(path);
    expect(offenders('cli', (path) => isOwn(path) || /^[a-z]+\/index\.ts$/.test(path))).toEqual([]);
  });

  test('the domain is pure: it imports fhir, schema and itself, and of libraries luxon only', () => {
    const isAllowed = (path: string) => isGround('fhir', 'schema')(path) || within('simulator/domain')(path);
    expect(offenders('simulator/domain', isAllowed)).toEqual([]);
    const libraries = sources('simulator/domain').flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
    );
    expect(new Set(libraries)).toEqual(new Set(['luxon']));
  });

  test('interactions know nothing of HTTP or the control interface', () => {
    const forbidden = ['simulator/http', 'simulator/admin', 'simulator/control'].map(within);
    expect(offenders('simulator/interactions', (path) => !forbidden.some((is) => is(path)))).toEqual([]);
    expect(
      offenders(
        'simulator/world',
        (path) => !forbidden.some((is) => is(path)) && !within('simulator/interactions')(path),
      ),
    ).toEqual([]);
  });

  test('no interaction knows of defects', () => {
    const inside = ['domain', 'representation', 'interactions'];
    const isDefect = within('simulator/defects');
    expect(inside.flatMap((folder) => offenders(`simulator/${folder}`, (path) => !isDefect(path)))).toEqual([]);
  });

  test('Express stays in the shell', () => {
    const parts = [
      'fhir',
      'schema',
      'output',
      'errors',
      'simulator',
      'engine',
      'conformance',
      'contracts',
      'scenarios',
      'cli',
    ];
    const users = parts
      .flatMap(sources)
      .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("from 'express'"));
    const isShell = (file: string) =>
      ['simulator/http', 'simulator/admin', 'engine/listener'].some((folder) => within(folder)(file));
    // The type only: a user mounts the router of the engine.
    expect(users.filter((file) => !isShell(file) && file !== 'engine/create-booking-engine.ts')).toEqual([]);
  });
});

describe('time and chance', () => {
  test('come in through the system.ts of simulator, engine and conformance only', () => {
    const files = [
      ...sources('fhir'),
      ...sources('schema'),
      ...sources('output'),
      ...sources('errors'),
      ...sources('simulator'),
      ...sources('engine'),
      ...sources('conformance'),
      ...sources('contracts'),
      ...sources('scenarios'),
      ...sources('cli'),
    ].filter((file) => !/^(?:simulator|engine|conformance)\/system\.ts$/.test(file));
    const users = files.filter((file) =>
      /\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|setTimeout\(|crypto\.randomUUID\(|\brandomUUID\b.*'node:crypto'/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(users).toEqual([]);
  });
});

describe('the sources', () => {
  test('stay small enough to read', () => {
    const long = [
      ...sources('fhir'),
      ...sources('schema'),
      ...sources('output'),
      ...sources('errors'),
      ...sources('simulator'),
      ...sources('engine'),
      ...sources('conformance'),
      ...sources('contracts'),
      ...sources('scenarios'),
      ...sources('cli'),
    ]
      .map((file) => [file, readFileSync(join(ROOT, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 460);
    expect(long).toEqual([]);
  });
});
