import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseYaml } from './yaml.ts';

function rejection(text: string): string {
  try {
    parseYaml(text, 'a.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('a YAML text', () => {
  test.each([
    ['YAML', 'a: [1, x]\nb:\n  c: true\n'],
    ['JSON', '{"a": [1, "x"], "b": {"c": true}}'],
    ['JSON, indented by tabs', '{\n\t"a": [\n\t\t1, "x"\n\t],\n\t"b": { "c": true }\n}\n'],
    ['after a byte order mark', '\ufeffa: [1, x]\nb: { c: true }'],
  ])('is %s', (_name, text) => {
    expect(parseYaml(text, 'a.yaml').value).toEqual({ a: [1, 'x'], b: { c: true } });
  });

  test('may be empty, and keeps dates as text', () => {
    expect(parseYaml('', 'a.yaml').value).toBeNull();
    expect(parseYaml('# nothing\n', 'a.yaml').value).toBeNull();
    expect(parseYaml('until: 2026-12-31', 'a.yaml').value).toEqual({ until: '2026-12-31' });
  });

  test('is the value that JSON.parse() returns, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseYaml(text, 'a.json').value).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('a text that cannot be parsed', () => {
  test.each([
    ['not closed', 'a: [1\n', /^a\.yaml:1:4: expected a closing ] for this \[$/],
    ['not closed, after CRLF', 'a: 1\r\nb: 2\r\nc: "x\r\n', /^a\.yaml:4:1: expected a closing "$/],
    ['a tab', 'a:\n\tb: 1\n', /^a\.yaml:2:1: expected spaces as indentation, got a tab$/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^a\.yaml:3:1: expected each key once, got 'a' again$/],
    ['a key twice in JSON', '{\n  "a": 1,\n  "\\u0061": 3\n}', /^a\.yaml:3:3: expected each key once, got it again$/],
    ['JSON that ends early', '{"a": [1,\n', /^a\.yaml:1:7: expected a closing ] for this \[$/],
    ['two documents', 'a: 1\n---\nb: 2\n', /^a\.yaml:2:1: expected one document, got another$/],
    ['an unknown alias', 'a: *b\n', /^a\.yaml:1:4: expected the alias of an anchor, got '\*b'$/],
  ])('has line and column: %s', (_name, text, expected) => {
    expect(rejection(text)).toMatch(expected);
  });

  test('has one mistake, however much the parser finds after it', () => {
    expect(rejection('}\n'.repeat(1000))).toBe("a.yaml:1:1: expected no '}' without its opening bracket");
  });

  test.each([
    ['in JSON', `${'['.repeat(101)}${']'.repeat(101)}`],
    ['in JSON, without end', '['.repeat(100_000)],
    ['in YAML', Array.from({ length: 102 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['in lists of one line', '- '.repeat(100_000)],
    ['in keys of one line', '? '.repeat(100_000)],
    ['in flow mappings without end', '{a: '.repeat(100_000)],
    ['by a circle of aliases', '&a {b: [*a, *a, *a], c: *a}'],
  ])('is nested too deep: %s', (_name, text) => {
    expect(rejection(text)).toBe('a.yaml: expected at most 100 levels of nesting, got more');
  });

  test('has too many aliases for its length', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`,
    );
    expect(rejection(['a0: &a0 [x]', ...levels].join('\n'))).toBe(
      'a.yaml: expected at most 1000 values by aliases, got more',
    );
    expect(rejection(`a: &a 1\nb: [${'*a, '.repeat(900)}]`)).toBe('accepted');
  });

  test('is too long for the parser of YAML', () => {
    expect(rejection(`a: ${'x'.repeat(10_000_000)}`)).toMatch(
      /^a\.yaml: expected JSON, or YAML of at most 10000000 ch/,
    );
    expect(rejection(JSON.stringify({ a: 'x'.repeat(10_000_000) }))).toBe('accepted');
  });
});

describe('the place of a value', () => {
  const yaml = 'base: &base\n  hours: [1, 2]\nlist:\n  - *base\n  - "0": x\n    01: y\nempty:\n';
  test.each([
    ['a value', ['base', 'hours', 1], false, 'a.yaml:2:14 base.hours[1]'],
    ['a key', ['base', 'hours'], true, 'a.yaml:2:3 base.hours'],
    ['behind an alias', ['list', 0, 'hours', 1], false, 'a.yaml:2:14 list[0].hours[1]'],
    ['a key of digits', ['list', 1, 0], false, 'a.yaml:5:10 list[1][0]'],
    ['a value that is missing, at its parent', ['base', 'days'], false, 'a.yaml:2:3 base.days'],
    ['the root', [], false, 'a.yaml:1:1 (root)'],
  ])('is that of %s', (_name, path, atKey, expected) => {
    expect(parseYaml(yaml, 'a.yaml').locate({ path, atKey })).toBe(expected);
  });

  test('is known in JSON and after CRLF as well', () => {
    const json = '{\n  "a": {\n    "b": [1, 2]\n  }\n}';
    expect(parseYaml(json, 'a.json').locate({ path: ['a', 'b', 1] })).toBe('a.json:3:14 a.b[1]');
    expect(parseYaml('a: 1\r\nb: 2\r\n', 'a.yaml').locate({ path: ['b'], atKey: true })).toBe('a.yaml:2:1 b');
  });
});
