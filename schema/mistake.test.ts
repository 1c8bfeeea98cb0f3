import { describe, expect, test } from 'vitest';
import { ConfigurationError, formatPath } from './mistake.ts';

test.each([
  [[], '(root)'],
  [['agb'], 'agb'],
  [['organizations', 0, 'schedules', 1, 'hours'], 'organizations[0].schedules[1].hours'],
  [['patients', '123456782'], 'patients.[bsn]'],
])('the path %j is written %s', (path, expected) => {
  expect(formatPath(path)).toBe(expected);
});

describe('an error of configuration', () => {
  const mistakes = [
    { path: ['agb'], message: 'expected an AGB code' },
    { path: ['patients', 0, '999900109'], message: "expected an id, got '123456782'" },
  ];

  test('lists every mistake, a line each', () => {
    expect(new ConfigurationError(mistakes.slice(0, 1)).message).toBe('agb: expected an AGB code');
    const located = new ConfigurationError(mistakes, ({ path }) => `practice.yaml:${path.length}`);
    expect(located.message.split('\n')).toEqual([
      'practice.yaml:1: expected an AGB code',
      "practice.yaml:3: expected an id, got '[bsn]'",
    ]);
  });

  test('holds no BSN, neither in its text nor in its parts', () => {
    const error = new ConfigurationError(mistakes);
    expect(error.message + JSON.stringify(error.mistakes)).not.toMatch(/123456782|999900109/);
  });
});
