import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitJson } from './json.tsx';

test('the parts of JSON together are its text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      expect(
        splitJson(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('keys, texts, numbers and words are distinguished', () => {
  expect(splitJson('{"a": "b: 1", "c": [1.5, true]}').filter(({ kind }) => kind !== 'plain')).toEqual([
    { kind: 'key', text: '"a"' },
    { kind: 'string', text: '"b: 1"' },
    { kind: 'key', text: '"c"' },
    { kind: 'number', text: '1.5' },
    { kind: 'word', text: 'true' },
  ]);
});
