import { describe, expect, test } from 'vitest';
import { COLORS } from './palette.ts';

type Color = keyof typeof COLORS.light;

/** The text colors and their backgrounds. */
const TEXT_COLORS: readonly (readonly [Color, readonly Color[]])[] = [
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

/** Returns the relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s colors', (scheme) => {
  const colors = COLORS[scheme];

  test('are readable: a contrast of at least 4.5 to 1', () => {
    const weak = TEXT_COLORS.flatMap(([color, grounds]) =>
      grounds
        .filter((ground) => contrast(colors[color], colors[ground]) < 4.5)
        .map((ground) => `${color} on ${ground}`),
    );
    expect(weak).toEqual([]);
  });

  test('show focus, lines and bars with a contrast of at least 3 to 1', () => {
    for (const color of ['focus', 'arrow', 'line-strong'] as const) {
      expect(contrast(colors[color], colors.page)).toBeGreaterThanOrEqual(3);
    }
  });
});
