import { describe, expect, test } from 'vitest';
import { SPREEKUUR_STATES, VALUES, XIS_STATES } from '../../contracts/index.ts';
import { COMMANDS } from '../../scripts/reference/command-line-page.ts';
import { documents } from './support/documents.ts';

const fences = documents().flatMap((document) => document.fences);
const examples = fences.filter(({ language, kind }) => language === 'sh' && kind === 'example');

/** Splits a command line as a shell does. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) =>
    String(double ?? single ?? bare),
  );
}

/** Returns the words after the name of the command. */
function callOf(command: string): readonly string[] {
  const [name, ...args] = wordsOf(command.replaceAll('\\\n', ' ').trim());
  expect(name).toBe('xis-testkit');
  return args;
}

describe('commands with example addresses', () => {
  test.each(examples.map(({ place, text }) => [place, text] as const))('%s has known options only', (_place, text) => {
    const [name, ...args] = callOf(text);
    const command = COMMANDS.find((candidate) => candidate.name() === name);
    expect(command?.parseOptions([...args]).unknown).toEqual([]);
  });
});

describe('the endpoint for provider states in Java', () => {
  const java = fences.find(({ language }) => language === 'java')?.text ?? '';

  test('knows every state of a XIS, and no other', () => {
    const named = [...java.matchAll(/"([^"]+)"(?=,?\s*(?:->|,\n\s+"))/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && Object.hasOwn(XIS_STATES, name)).sort()).toEqual(
      Object.keys(XIS_STATES).sort(),
    );
  });

  test('returns known values only', () => {
    const given = [...java.matchAll(/"([a-z]+[A-Z]\w*|start|end|schedule|appointment)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(given.length).toBeGreaterThan(8);
    expect(given.filter((name) => !Object.hasOwn(VALUES, name))).toEqual([]);
  });
});

test('the guide has known states only', () => {
  const known = new Set([...Object.keys(XIS_STATES), ...Object.keys(SPREEKUUR_STATES)]);
  const shown = fences.filter(({ kind, language }) => language === 'json' && kind === 'example');
  expect(
    shown.map(({ text }) => JSON.parse(text).state).filter((state) => state !== undefined && !known.has(state)),
  ).toEqual([]);
});
