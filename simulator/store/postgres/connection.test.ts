import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSettings } from './connection.ts';

describe('the description of a database', () => {
  test.each([
    ['postgres://u:secret@db.example:5433/sandbox', 'postgres://db.example:5433/sandbox'],
    ['postgres://u:secret@[::1]:5433/sandbox', 'postgres://[::1]:5433/sandbox'],
    [
      'postgres:///sandbox?host=/run/postgresql&user=u&password=secret',
      'postgres:///sandbox?host=/run/postgresql&port=5432',
    ],
    ['postgres://u@db.example/a%20b', 'postgres://db.example:5432/a%20b'],
    ['postgres://db.example?user=&sslmode=disable', 'postgres://db.example:5432'],
  ])('of %s is %s', (url, description) => {
    expect(readSettings(url).description).toBe(description);
  });

  test('has no part of a password, with any characters', () => {
    const password = fc.string({ unit: fc.constantFrom('/', '?', '#', '@', ':', '1', '%', ' ') });
    fc.assert(
      fc.property(password, password, (before, after) => {
        let text: string;
        try {
          text = readSettings(`postgres://u:${before}canary${after}@db.example/sandbox`).description;
        } catch (error) {
          text = String(error);
        }
        expect(text).not.toContain('canary');
      }),
    );
  });
});
