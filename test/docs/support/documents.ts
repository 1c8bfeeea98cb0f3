import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block. For instance, ```` ```json answer ```` has language `json` and kind `answer`. */
export interface Fence {
  readonly language: string;
  /** The kind, such as `practice` or `answer`. */
  readonly kind: string;
  /** The name of the file to save it as, if it has one. */
  readonly file: string;
  readonly text: string;
  /** The path and line of its start. */
  readonly place: string;
}

/** A document of the project. */
export interface Document {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
  readonly fences: readonly Fence[];
}

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Returns the documents of the project; docs/style.md is one of those in docs/. */
export function documents(): readonly Document[] {
  const docs = readdirRecursive(`${root}docs`).filter((path) => path.endsWith('.md'));
  const own = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  const paths = [...own, ...docs.map((path) => relative(root, path)).sort()];
  return paths.map((path) => {
    const text = readFileSync(root + path, 'utf8');
    return { path, text, fences: fencesOf(text, path) };
  });
}

function fencesOf(text: string, path: string): readonly Fence[] {
  return [...text.matchAll(/^```(\S*) *(\S*) *(\S*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', kind = '', file = '', body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return { language, kind, file, text: body, place: `${path}:${line}` };
  });
}

function readdirRecursive(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? readdirRecursive(path) : [path];
  });
}
