import { afterEach, expect, test, vi } from 'vitest';
import { createTerminal, textStyle } from './terminal.ts';

function openTerminal(isTTY: boolean) {
  const written: string[] = [];
  const output = { isTTY, columns: 20, write: (text: string) => written.push(text) };
  return { terminal: createTerminal(output, true), written: () => written.join('') };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a shown line is replaced by the next one, and is not longer than the terminal', () => {
  const { terminal, written } = openTerminal(true);
  terminal.show('x'.repeat(30));
  terminal.print('stays');
  terminal.print('stays too');
  expect(written()).toBe(`\r\u001b[K${'x'.repeat(19)}\r\u001b[Kstays\nstays too\n`);
});

test('without a terminal, only lines that stay are written', () => {
  const { terminal, written } = openTerminal(false);
  terminal.show('12 s left');
  terminal.print('stays');
  expect(written()).toBe('stays\n');
});

test('colors are used on a terminal, unless --no-color or NO_COLOR is given', () => {
  vi.stubEnv('NO_COLOR', undefined);
  const output = { isTTY: true, columns: 0, write: () => true };
  expect(textStyle(output, true)).toEqual({ color: true, width: 100 });
  expect(textStyle(output, false).color).toBe(false);
  expect(textStyle({ ...output, isTTY: false }, true).color).toBe(false);
  vi.stubEnv('NO_COLOR', '1');
  expect(textStyle(output, true).color).toBe(false);
});
