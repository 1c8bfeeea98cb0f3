import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Folders without sources, and the tests of the documents, which name clauses without testing them. */
const EXCLUDED = /^(?:\.|node_modules\/|dist\/|test\/docs\/)/;

/** Lists the files of the project whose names have one of these endings, as paths from its root. */
export function listFiles(...endings: readonly string[]): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? listFolder(entry.name) : [entry.name]))
    .filter((path) => !EXCLUDED.test(path) && endings.some((ending) => path.endsWith(ending)))
    .sort();
}

function listFolder(folder: string): readonly string[] {
  if (EXCLUDED.test(`${folder}/`)) return [];
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
}

/** Returns the clauses that a file names. `SL-2 to SL-7` includes those in between. */
export function readClauseIds(path: string): ReadonlySet<string> {
  const text = readFileSync(root + path, 'utf8');
  const ranges = [...text.matchAll(/\b([A-Z]{2})-(\d+) to \1-(\d+)\b/g)].flatMap(([, area, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${area}-${Number(from) + index}`),
  );
  const named = [...text.matchAll(/\b(?:(?:TR|AU|PT|AT|SL|AG|AP|CB|CN|UP)-\d+|PR)\b/g)].map(([id]) => id);
  return new Set([...named, ...ranges]);
}

/** Returns the test files that name each clause. */
export function indexTestsByClause(): ReadonlyMap<string, readonly string[]> {
  const tests = new Map<string, string[]>();
  for (const path of listFiles('.test.ts')) {
    for (const id of readClauseIds(path)) tests.set(id, [...(tests.get(id) ?? []), path]);
  }
  return tests;
}
