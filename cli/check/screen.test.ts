import { afterEach, expect, test, vi } from 'vitest';
import { createScreen, styleOf } from './screen.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const output = { isTTY, columns: 20, write: (text: string) => written.push(text) };
  return { screen: createScreen(output, true), written: () => written.join('') };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a line that is shown goes when another is written, and is not longer than the terminal', () => {
  const { screen, written } = terminal(true);
  screen.show('x'.repeat(30));
  screen.print('stays');
  screen.print('stays too');
  expect(written()).toBe(`\r\u001b[K${'x'.repeat(19)}\r\u001b[Kstays\nstays too\n`);
});

test('where nobody watches, only what stays is written', () => {
  const { screen, written } = terminal(false);
  screen.show('12 s left');
  screen.print('stays');
  expect(written()).toBe('stays\n');
});

test('there are colors on a terminal, unless --no-color or NO_COLOR says no', () => {
  vi.stubEnv('NO_COLOR', undefined);
  const output = { isTTY: true, columns: 0, write: () => true };
  expect(styleOf(output, true)).toEqual({ color: true, width: 100 });
  expect(styleOf(output, false).color).toBe(false);
  expect(styleOf({ ...output, isTTY: false }, true).color).toBe(false);
  vi.stubEnv('NO_COLOR', '1');
  expect(styleOf(output, true).color).toBe(false);
});
