import { describe, expect, test } from 'vitest';
import { createRedactor } from '../session/redactor.ts';
import { describeValue, shortenValues } from './json.ts';

describe('a value in a message', () => {
  test.each([
    [12, '12'],
    ['12', "'12'"],
    [undefined, 'nothing'],
    ['', 'an empty text'],
    [['a', 'b'], 'a list of 2'],
    [{ resourceType: 'Bundle' }, "a resource of type 'Bundle'"],
    ['Emma de Boer', "'(12 characters)'"],
  ])('%j is %s', (value, described) => {
    expect(shortenValues(describeValue(value))).toBe(described);
  });

  test('a long code has its beginning, its end and its length', () => {
    const described = shortenValues(describeValue(`Slot/first-${'a'.repeat(300)}-last`));
    expect(described).toMatch(/^'Slot\/first-a{69}…a{35}-last' \(316 characters\)$/);
  });

  test('a long text with spaces has its length only', () => {
    expect(shortenValues(describeValue(`Emma ${'de '.repeat(100)}Boer`))).toBe("'(309 characters)'");
  });

  test('a code without end has its length only', () => {
    expect(shortenValues(describeValue('a'.repeat(5000)))).toBe("'(5000 characters)'");
  });

  test('TR-15: a secret across the border of what is shown does not appear', () => {
    const secret = 'opaque-token-0123456789abcdef';
    const message = describeValue(`${'a'.repeat(70)}${secret}${'b'.repeat(200)}`);
    const shown = shortenValues(createRedactor([secret])(message));
    expect(shown).not.toContain('opaque');
    expect(shown).toContain('…');
  });
});
