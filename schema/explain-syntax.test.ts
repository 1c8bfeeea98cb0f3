import { describe, expect, test } from 'vitest';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml.ts';

const practice = await readTextFile('fixtures/practices/default.yaml', 'the practice');

/** Changes the first line of the practice that has a text, and returns the mistakes of the result, one a line. */
function mistakesAfter(part: string, change: (line: string) => string): readonly string[] {
  const lines = practice.split('\n');
  const index = lines.findIndex((line) => line.includes(part));
  const changed = lines.with(index, change(String(lines[index]))).join('\n');
  try {
    parseYaml(changed, 'p.yaml');
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

const add = (text: string) => (line: string) => text + line;
const drop = (count: number) => (line: string) => line.slice(count);
const replace = (before: string, after: string) => (line: string) => line.replace(before, after);

describe('a slip of the pen in a practice is one mistake, at its line', () => {
  test.each([
    [
      'an item one space more',
      '- code: bloeddruk',
      add(' '),
      '21:8: expected another indentation, 6 spaces as in line 13, got 7 spaces',
    ],
    [
      'an item one space less',
      '- code: bloeddruk',
      drop(1),
      '21:6: expected another indentation, 6 spaces as in line 13, got 5 spaces',
    ],
    [
      'a key one space more',
      'holidays: nl',
      add(' '),
      '7:6: expected another indentation, 4 spaces as in line 6, got 5 spaces',
    ],
    [
      'a key one space less',
      'holidays: nl',
      drop(1),
      '7:4: expected another indentation, 4 spaces as in line 6, got 3 spaces',
    ],
    [
      'a key in the column of its dash',
      'minutes: 10',
      drop(2),
      '11:7: expected another indentation, 4 spaces as in line 8 or 8 spaces as in line 10, got 6 spaces',
    ],
    [
      'a key too deep',
      'minutes: 10',
      add('  '),
      '11:11: expected another indentation, 8 spaces as in line 10, got 10 spaces',
    ],
    [
      'a key that leaves its object',
      'minutes: 10',
      drop(4),
      '12:9: expected another indentation, 4 spaces as in line 11, got 8 spaces',
    ],
    [
      'a key after a list',
      'patients:',
      add('  '),
      '65:7: expected another indentation, 4 spaces as in line 38 or 8 spaces as in line 64, got 6 spaces',
    ],
    [
      'a key before its list',
      'organizations:',
      add('    '),
      '4:3: expected another indentation, 4 spaces as in line 3, got 2 spaces',
    ],
    ['a tab', 'minutes: 10', replace('        ', '\t'), '11:1: expected spaces as indentation, got a tab'],
    [
      'a missing colon',
      'holidays: nl',
      replace(':', ''),
      "7:5: expected a colon and a space after the key: 'key: value'",
    ],
    [
      'a missing colon before a list',
      'appointmentTypes:',
      replace(':', ''),
      "8:5: expected a colon and a space after the key: 'key: value'",
    ],
    [
      'a missing space after the colon',
      'holidays: nl',
      replace(': ', ':'),
      "7:5: expected a colon and a space after the key: 'key: value'",
    ],
    [
      'an equals sign',
      'holidays: nl',
      replace(':', ' ='),
      "7:5: expected a colon and a space after the key: 'key: value'",
    ],
    [
      'a missing space after the dash',
      '- code: bloeddruk',
      replace('- ', '-'),
      "21:7: expected a space after the dash of a list: '- '",
    ],
    [
      'a missing dash',
      '- code: bloeddruk',
      replace('- ', '  '),
      "21:9: expected each key once, got 'code' again; a new item of a list begins with '- '",
    ],
    ['an unclosed quote', 'agb: "01000001"', replace('1"', '1'), '4:19: expected a closing "'],
    [
      'an unclosed brace',
      '- { days: workdays, from: "08:00"',
      replace(' }', ''),
      '42:13: expected a closing } for this {',
    ],
    ['an unclosed bracket', '[mon, wed]', replace('wed]', 'wed'), '43:21: expected a closing ] for this ['],
    [
      'a missing comma',
      '- { days: workdays, from: "08:00"',
      replace('workdays,', 'workdays'),
      '42:21: expected a comma between the entries of { } or [ ]',
    ],
    [
      'a brace too many',
      '- { days: workdays, from: "08:00"',
      (line: string) => `${line} }`,
      "42:75: expected no '}' without its opening bracket",
    ],
    [
      'a reserved character',
      'name: Huisartsenpraktijk',
      replace('Huisarts', '@'),
      "5:11: expected quotes around a text that begins with '@'",
    ],
  ])('%s', (_name, part, change, expected) => {
    expect(mistakesAfter(part, change)).toEqual([`p.yaml:${expected}`]);
  });

  test('a colon within a text', () => {
    const [mistake, ...others] = mistakesAfter('comment: Tot dan', replace('Tot dan!', 'Let op: kom'));
    expect(mistake).toMatch(/^p\.yaml:20:20: .*; a text with a colon and a space needs quotes$/);
    expect(others).toEqual([]);
  });
});

test('keys that occur twice in different places are different mistakes', () => {
  expect(() => parseYaml('a: 1\na: 2\nb:\n  c: 1\n  d: 2\n  c: 3\n', 'a.yaml')).toThrow(
    "a.yaml:2:1: expected each key once, got 'a' again\na.yaml:6:3: expected each key once, got 'c' again",
  );
});
