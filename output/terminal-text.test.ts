import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText, INVISIBLE_CHARACTERS } from '../fixtures/test/reports/hostile.ts';
import { escapeControlCharacters, escapeExceptLineBreaks, formatJson, shorten } from './terminal-text.ts';

describe('text of the other side', () => {
  test.each([
    ['a color', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a bidi override', 'a\u202eb', 'a\\u{202e}b'],
    ['what has no width', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['half a surrogate pair', 'a\ud83d', 'a\\u{d83d}'],
    ['a line break', 'a\r\nb', 'a\\u{d}\\u{a}b'],
  ])('has %s written out', (_what, text, shown) => {
    expect(escapeControlCharacters(text)).toBe(shown);
  });

  test('keeps names, signs and emoji', () => {
    const text = 'dr. Zoë van \'t Hof, €12, 王, 😀, <b>&amp;"';
    expect(escapeControlCharacters(text)).toBe(text);
    expect(escapeExceptLineBreaks(`${text}\r\n\t${text}`)).toBe(`${text}\n\t${text}`);
  });

  test('is shortened between characters, and has the number of removed characters', () => {
    expect(shorten('a😀b', 2)).toBe('a… (3 more characters)');
    expect(shorten('ab', 2)).toBe('ab');
  });

  test('never has invisible characters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeControlCharacters(text)).not.toMatch(INVISIBLE_CHARACTERS);
        expect(escapeControlCharacters(text)).not.toMatch(/[\n\t]/);
        expect(escapeExceptLineBreaks(text)).not.toMatch(INVISIBLE_CHARACTERS);
        expect(formatJson({ [text]: text })).not.toMatch(INVISIBLE_CHARACTERS);
      }),
    );
  });

  test('is the same text as JSON', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(undefined, 2), (text, indent) => {
        expect(JSON.parse(formatJson({ [text]: [text] }, indent))).toEqual({ [text]: [text] });
      }),
    );
    expect(formatJson(['\u202e\u{e0001}\n'], 1)).toBe('[\n "\\u202e\\udb40\\udc01\\n"\n]');
  });
});
