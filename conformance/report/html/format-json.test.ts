import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJson } from './format-json.ts';

describe('a body', () => {
  test('is indented, and otherwise stays as it was sent', () => {
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

  test('that was shortened is indented up to where it ends', () => {
    expect(formatJson('{"a":{"b":"c d', true)).toBe('{\n  "a": {\n    "b": "c d');
  });

  test.each(['<html>', 'null', '{"a":1', '{"a":1}}', ''])('that is no object or list stays as it is: %s', (text) => {
    expect(formatJson(text, false)).toBe(text);
  });

  test('means the same as before', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        expect(JSON.stringify(JSON.parse(formatJson(JSON.stringify(value), false)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('of brackets alone does not grow without bound', () => {
    expect(formatJson('['.repeat(10_000), true).length).toBeLessThan(600_000);
  });
});
