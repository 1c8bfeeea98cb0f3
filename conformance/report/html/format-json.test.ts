import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJson } from './format-json.ts';

describe('a body', () => {
  test('is indented, and otherwise stays unchanged', () => {
    expect(formatJson('{"a":[1.0,{"b":"c, [d]"}],"a":{ },"e":10000000000000000001,"f":[]}', false)).toBe(
      [
        '{',
        '  "a": [',
        '    1.0,',
        '    {',
        '      "b": "c, [d]"',
        '    }',
        '  ],',
        '  "a": { },',
        '  "e": 10000000000000000001,',
        '  "f": []',
        '}',
      ].join('\n'),
    );
  });

  test('that was shortened is indented up to its end', () => {
    expect(formatJson('{"a":{"b":"c d', true)).toBe('{\n  "a": {\n    "b": "c d');
  });

  test.each(['<html>', 'null', '{"a":1', '{"a":1}}', ''])(
    'that is not a JSON object or array stays unchanged: %s',
    (text) => {
      expect(formatJson(text, false)).toBe(text);
    },
  );

  test('keeps its value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        expect(JSON.stringify(JSON.parse(formatJson(JSON.stringify(value), false)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('of brackets has a bounded length', () => {
    expect(formatJson('['.repeat(10_000), true).length).toBeLessThan(600_000);
  });
});
