import { describe, expect, test } from 'vitest';
import { COLORS } from './palette.ts';

type Color = keyof typeof COLORS.light;

/** What is read, and on what. */
const READ: readonly (readonly [Color, readonly Color[]])[] = [
  ['text', ['page', 'panel', 'fail-soft', 'link-soft']],
  ['muted', ['page', 'panel', 'link-soft']],
  ['link', ['page', 'panel', 'link-soft', 'fail-soft']],
  ['pass', ['page', 'panel', 'pass-soft']],
  ['fail', ['page', 'panel', 'fail-soft']],
  ['warn', ['page', 'panel', 'warn-soft']],
  ['blocked', ['page', 'panel', 'blocked-soft']],
  ['error', ['page', 'panel', 'error-soft']],
  ['page', ['pass', 'fail', 'blocked']],
];

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s colors', (scheme) => {
  const colors = COLORS[scheme];

  test('can be read: 4.5 to 1 and more', () => {
    const weak = READ.flatMap(([color, grounds]) =>
      grounds
        .filter((ground) => contrast(colors[color], colors[ground]) < 4.5)
        .map((ground) => `${color} on ${ground}`),
    );
    expect(weak).toEqual([]);
  });

  test('show where the focus is, and lines and bars that mean something: 3 to 1 and more', () => {
    for (const color of ['focus', 'arrow', 'line-strong'] as const) {
      expect(contrast(colors[color], colors.page)).toBeGreaterThanOrEqual(3);
    }
  });
});
