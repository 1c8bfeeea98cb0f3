import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What holds no sources, and the tests of the documents, which name clauses without testing them. */
const LEFT_OUT = /^(?:\.|node_modules\/|dist\/|test\/docs\/)/;

/** Files of the project whose names end in a certain way, by their path from its root. */
export function filesEnding(...endings: readonly string[]): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? below(entry.name) : [entry.name]))
    .filter((path) => !LEFT_OUT.test(path) && endings.some((ending) => path.endsWith(ending)))
    .sort();
}

function below(folder: string): readonly string[] {
  if (LEFT_OUT.test(`${folder}/`)) return [];
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
}

/** The clauses that a file names; `SL-2 to SL-7` names those between as well. */
export function clausesNamedIn(path: string): ReadonlySet<string> {
  const text = readFileSync(root + path, 'utf8');
  const ranges = [...text.matchAll(/\b([A-Z]{2})-(\d+) to \1-(\d+)\b/g)].flatMap(([, area, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${area}-${Number(from) + index}`),
  );
  const named = [...text.matchAll(/\b(?:(?:TR|AT|SL|AG|AP|CB|CN|UP)-\d+|PR)\b/g)].map(([id]) => id);
  return new Set([...named, ...ranges]);
}

/** The test files that name each clause. */
export function testsByClause(): ReadonlyMap<string, readonly string[]> {
  const tests = new Map<string, string[]>();
  for (const path of filesEnding('.test.ts')) {
    for (const id of clausesNamedIn(path)) tests.set(id, [...(tests.get(id) ?? []), path]);
  }
  return tests;
}
