import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonTooComplex, parseBoundedJson } from './bounded-json.ts';

describe('JSON of a stranger', () => {
  test('is parsed as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => void expect(parseBoundedJson(text)).toEqual(JSON.parse(text))),
    );
  });

  test('is rejected as JSON.parse does', () => {
    for (const text of ['', '{', '"', '"\\', ']]]]', '[1,]', '{"a":1}}', '\u0000']) {
      expect(() => parseBoundedJson(text)).toThrow(SyntaxError);
    }
  });

  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  test('is bounded in depth, brackets in texts excepted', () => {
    expect(() => parseBoundedJson(nested(201))).toThrow(new JsonTooComplex('nested deeper than 200 levels'));
    expect(() => parseBoundedJson('{"a":'.repeat(9_500_000 / 5))).toThrow(JsonTooComplex);
    expect(parseBoundedJson(nested(200))).toEqual(JSON.parse(nested(200)));
    const text = JSON.stringify({ brackets: `${'['.repeat(1000)}\\"${'{'.repeat(1000)}` });
    expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
  });

  test('is bounded in its number of values', () => {
    expect(() => parseBoundedJson(`[${'[],'.repeat(3_000_000)}0]`)).toThrow('more than 1500000 values');
    expect(parseBoundedJson(`[${'1,'.repeat(1000)}1]`)).toHaveLength(1001);
  });

  test('is bounded in the number of keys of an object, and not of a list', () => {
    const withKeys = (count: number): string =>
      JSON.stringify([{}, Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, [1, 2]]))]);
    expect(parseBoundedJson(withKeys(10_000))).toEqual(JSON.parse(withKeys(10_000)));
    expect(() => parseBoundedJson(withKeys(10_001))).toThrow('more than 10000 keys in an object');
    expect(parseBoundedJson(`{"list":[${'1,'.repeat(20_000)}1]}`)).toMatchObject({ list: expect.any(Array) });
  });
});
