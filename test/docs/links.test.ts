import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { anchor } from '../../scripts/reference/markdown.ts';
import { documents, root } from './support/documents.ts';

const all = documents();

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
}

function anchorsOf(path: string): ReadonlySet<string> {
  const text = all.find((document) => document.path === path)?.text.replace(/^```[\s\S]*?^```$/gm, '') ?? '';
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
  expect(new Set(headings).size, `${path} has a heading twice`).toBe(headings.length);
  return new Set(headings);
}

it.each(all.map(({ path, text }) => [path, text] as const))('every link of %s leads somewhere', (path, text) => {
  const dead = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return [];
    const [file = '', fragment] = link.split('#');
    const target = file === '' ? path : relative(root, join(root, dirname(path), file));
    if (!existsSync(root + target)) return [link];
    if (fragment === undefined || statSync(root + target).isDirectory()) return [];
    return anchorsOf(target).has(fragment) ? [] : [link];
  });
  expect(dead).toEqual([]);
});

it.each(all.map(({ path, text }) => [path, text] as const))('%s is about the project only', (_path, text) => {
  expect(text).not.toMatch(/\/work\/|\/tmp\/|\/root\/|\/home\//);
  // It is the name of a header (TR-2), and no spelling of ours.
  expect(text.replaceAll('organisation_agb', '')).not.toMatch(/organisation/i);
});

it.each(all.map(({ path, text }) => [path, text] as const))(
  'every source file that %s names is there',
  (_path, text) => {
    const named = [...text.matchAll(/`([a-z0-9/-]+\/[a-z0-9-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(root + path) && !existsSync(`${root}simulator/${path}`))).toEqual([]);
  },
);

it('every guide can be found from the README', () => {
  const readme = all.find(({ path }) => path === 'README.md')?.text ?? '';
  const guides = all.filter(({ path }) => path.startsWith('docs/guides/')).map(({ path }) => path);
  expect(guides.filter((path) => !readme.includes(`(${path})`))).toEqual([]);
});

it('every decision can be found from ARCHITECTURE.md', () => {
  const text = all.find(({ path }) => path === 'ARCHITECTURE.md')?.text ?? '';
  const decisions = all.filter(({ path }) => path.startsWith('docs/decisions/')).map(({ path }) => path);
  expect(decisions.filter((path) => !text.includes(`(${path})`))).toEqual([]);
});
