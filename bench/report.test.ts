import { describe, expect, it } from 'vitest';
import { atLeast, type Figure, summarize } from './figure.ts';
import { formatFigures, formatTable, replaceSection } from './report.ts';

const MACHINE = {
  load: { start: 0.31, end: 1.94 },
  others: [
    { during: 'search', share: 0.021 },
    { during: 'booking', share: 0.5 },
  ],
};

const calm = summarize([0.9, 1, 1.1]);
const wild = summarize([0.5, 1, 1.5]);

const figure = (name: string, part: Partial<Figure>): Figure => ({
  group: 'GET /Slot',
  name,
  unit: 'times',
  value: calm,
  ...part,
});

const FIGURES = [
  figure('quiet', { target: atLeast(1) }),
  figure('wild', { value: wild, target: atLeast(2) }),
  figure('wild by time', { value: wild, byProcessor: calm, target: atLeast(1) }),
  figure('wild by both', { value: calm, byProcessor: wild }),
];

describe('the report', () => {
  it('marks what is disturbed, and says whether only the time is', () => {
    const rows = formatFigures(FIGURES, MACHINE)
      .split('\n')
      .filter((line) => /^\| (quiet|wild)/.test(line))
      .map((line) => line.split(' | ').at(-1)?.replace(' |', ''));
    expect(rows).toEqual(['met', 'not met, **disturbed**', 'met, time **disturbed**', '**disturbed**']);
  });

  it('explains a mark only where there is one', () => {
    expect(formatTable(FIGURES, MACHINE)).toContain('\ntime disturbed: only');
    expect(formatTable(FIGURES.slice(0, 2), MACHINE)).not.toContain('\ntime disturbed: only');
    expect(formatTable(FIGURES.slice(0, 2), MACHINE)).toContain('\ndisturbed: the range');
    expect(formatTable(FIGURES.slice(0, 1), MACHINE)).not.toContain('disturbed');
  });

  it.each([formatTable, formatFigures])('says how loaded the machine was', (format) => {
    expect(format(FIGURES, MACHINE)).toContain('0.3 at the start, 1.9 at the end');
    expect(format(FIGURES, MACHINE)).toContain('search 2 %, booking 50 %');
    expect(format(FIGURES, { ...MACHINE, others: [] })).not.toContain('%');
  });
});

describe('a section', () => {
  const DOCUMENT = '# Benchmarks\n\nText.\n\n## Figures\n\n### One\n\nold\n\n## Peers\n\ntable\n';

  it('is replaced, and the others stay', () => {
    expect(replaceSection(DOCUMENT, 'Figures', 'new\n')).toBe(
      '# Benchmarks\n\nText.\n\n## Figures\n\nnew\n\n## Peers\n\ntable\n',
    );
    expect(replaceSection(DOCUMENT, 'Peers', 'new')).toBe(DOCUMENT.replace('table', 'new'));
  });

  it('is appended if it is missing', () => {
    expect(replaceSection('# Benchmarks\n', 'Peers', 'table')).toBe('# Benchmarks\n\n## Peers\n\ntable\n');
  });
});
