import { describe, expect, test } from 'vitest';
import { readTextFile } from '../../schema/text-file.ts';
import { defaultConfigurationPath } from './default.ts';
import { parseConfiguration } from './load.ts';

const lines = (await readTextFile(defaultConfigurationPath(), 'the practice')).split('\n');
const isContent = (line: string): boolean => /^ *[^ #]/.test(line);
const columnOf = (line: string): number => line.search(/[^ ]/);

/** Indents some lines by more or less spaces, and returns the mistakes of the result, one a line. */
async function mistakesAfter(from: number, to: number, spaces: number): Promise<readonly string[]> {
  const shift = (line: string): string =>
    spaces > 0 ? ' '.repeat(spaces) + line : line.slice(Math.min(-spaces, columnOf(line)));
  const changed = lines.map((line, index) => (index >= from && index < to && isContent(line) ? shift(line) : line));
  const mistake = await parseConfiguration(changed.join('\n'), 'p.yaml').then(
    () => undefined,
    (error: Error) => error.message,
  );
  return mistake?.split('\n') ?? [];
}

/** Returns the line after those that belong to a line. */
function endOfBlock(from: number): number {
  const end = lines.findIndex(
    (line, index) => index > from && isContent(line) && columnOf(line) <= columnOf(lines[from] ?? ''),
  );
  return end < 0 ? lines.length : end;
}

function lineOf(part: string): number {
  return lines.findIndex((line) => line.includes(part));
}

describe('a wrong level that YAML accepts is one mistake', () => {
  test.each([
    [
      'a key that is required elsewhere',
      '    schedules:',
      1,
      4,
      'p.yaml:38:9 organizations[0].appointmentTypes[4].schedules: unknown key here, and missing in organizations[0]: check its indentation',
    ],
    [
      'a key that is known above',
      '    patients:',
      1,
      4,
      'p.yaml:65:9 organizations[0].schedules[2].patients: unknown key here, and known in organizations[0]: check its indentation',
    ],
    [
      'the only key of an object',
      '      retry:',
      1,
      -2,
      'p.yaml:70:5 organizations[0].retry: unknown key here, and known in organizations[0].callbacks: check its indentation',
    ],
    [
      'an item of another list',
      '- id: assistent',
      undefined,
      -4,
      "p.yaml:57:5 organizations[1]: expected an object with 'agb', 'appointmentTypes', 'schedules', got one with 'id', 'practitioner', 'hours', 'busyShare': check its indentation",
    ],
  ])('%s', async (_name, part, count, spaces, expected) => {
    const from = lineOf(part);
    expect(await mistakesAfter(from, count === undefined ? endOfBlock(from) : from + count, spaces)).toEqual([
      expected,
    ]);
  });

  test('and hides no wrong value', async () => {
    const text = lines
      .join('\n')
      .replace('minutes: 30', 'minutes: many')
      .replace('    schedules:', '        schedules:');
    await expect(parseConfiguration(text, 'p.yaml')).rejects.toThrow(
      /schedules: unknown key here, .*\n.*minutes: expected an integer, got a string$/,
    );
  });
});

test('any line or block with another indentation is at most one mistake, or a key twice in each of its objects', async () => {
  for (const from of lines.keys()) {
    if (!isContent(lines[from] ?? '')) continue;
    for (const to of new Set([from + 1, endOfBlock(from)])) {
      for (const spaces of [-4, -2, -1, 1, 2, 4]) {
        const mistakes = await mistakesAfter(from, to, spaces);
        const isRepeated = mistakes.every((mistake) => mistake.includes('expected each key once'));
        if (!isRepeated) expect([from + 1, to, spaces, mistakes]).toEqual([from + 1, to, spaces, [mistakes[0]]]);
      }
    }
  }
});

test('a required key that is spelled wrong is one mistake, and two are two', async () => {
  const text = lines
    .join('\n')
    .replace('agb: "01000001"', 'abg: "01000001"')
    .replace('display: Consult op', 'dispaly: Consult op');
  await expect(parseConfiguration(text, 'p.yaml')).rejects.toThrow(
    /^p\.yaml:\d+:\d+ organizations\[0\]\.\S+: unknown key; did you mean \w+\?\np\.yaml:\d+:\d+ organizations\[0\]\.\S+: unknown key; did you mean \w+\?$/,
  );
});
