import { availableParallelism } from 'node:os';
import { type Figure, isDisturbed, isMet, type Summary } from './figure.ts';
import type { MachineState } from './machine.ts';

const HEADINGS = ['', 'median', 'range', 'by processor time', 'range', 'target', ''];

const NOTES = [
  'disturbed: the range of the rounds is more than a quarter of the median. Measure this figure again.',
  'time disturbed: only the range by time is. The target is that of the figure by processor time.',
];

/** Formats figures as a table for the terminal. */
export function formatTable(figures: readonly Figure[], machine: MachineState): string {
  const rows = figures.map((figure) => ({ group: figure.group, cells: formatCells(figure) }));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = [line(HEADINGS)];
  let group = '';
  for (const row of rows) {
    if (row.group !== group) lines.push('', row.group);
    group = row.group;
    lines.push(line(row.cells));
  }
  return `${[...lines, '', ...formatMachine(machine), ...notesOf(figures)].join('\n')}\n`;
}

/** Formats the section of a whole run in `docs/benchmarks.md`. */
export function formatFigures(figures: readonly Figure[], machine: MachineState): string {
  const groups = [...new Set(figures.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const rows = figures
      .filter((figure) => figure.group === group)
      .map(
        (figure) =>
          `| ${formatCells(figure)
            .join(' | ')
            .replace(/disturbed/, '**disturbed**')} |`,
      );
    return `### ${group}\n\n| ${HEADINGS.join(' | ')} |\n|---|---:|---:|---:|---:|---:|---|\n${rows.join('\n')}\n`;
  });
  const notes = [...formatMachine(machine), ...notesOf(figures)].map((note) => `- ${note}\n`);
  return `${formatDate('npm run bench -- --write')}
Figures differ between machines, and between hours on the same machine.

${notes.join('')}
${tables.join('\n')}`;
}

/** Says when, with which Node and on how many cores a command measured. */
export function formatDate(command: string): string {
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date}, with Node ${process.versions.node} on a machine with ${availableParallelism()} cores, by \`${command}\`.`;
}

/** Replaces the section below a heading of the second level, or appends it. */
export function replaceSection(document: string, heading: string, section: string): string {
  const lines = document.trimEnd().split('\n');
  const first = lines.indexOf(`## ${heading}`);
  const start = first < 0 ? lines.length : first;
  const next = lines.findIndex((line, index) => index > start && line.startsWith('## '));
  const before = lines.slice(0, start).join('\n').trimEnd();
  const after = next < 0 ? '' : `\n${lines.slice(next).join('\n')}\n`;
  return `${before}\n\n## ${heading}\n\n${section.trim()}\n${after}`;
}

/** Says how loaded the machine was. */
export function formatMachine({ load, others }: MachineState): readonly string[] {
  const loads = `Load average of the last minute: ${load.start.toFixed(1)} at the start, ${load.end.toFixed(1)} at the end, with the benchmark itself.`;
  if (others.length === 0) return [loads];
  const shares = others.map(({ during, share }) => `${during} ${Math.round(share * 100)} %`).join(', ');
  return [loads, `Share of the processor time that other work took meanwhile: ${shares}.`];
}

function notesOf(figures: readonly Figure[]): readonly string[] {
  const verdicts = figures.map(describeSpread);
  return NOTES.filter((note) => verdicts.some((verdict) => verdict !== '' && note.startsWith(`${verdict}:`)));
}

function formatCells(figure: Figure): readonly string[] {
  const { name, value, byProcessor, target } = figure;
  const met = isMet(figure);
  const verdict = met === undefined ? '' : met ? 'met' : 'not met';
  return [
    name,
    ...formatSummary(value, figure),
    ...(byProcessor ? formatSummary(byProcessor, figure) : ['', '']),
    target ? `${target.kind} ${target.value}` : '',
    [verdict, describeSpread(figure)].filter((text) => text !== '').join(', '),
  ];
}

function formatSummary({ median, min, max }: Summary, { unit }: Figure): readonly [string, string] {
  const format = (number: number) => `${number.toFixed(digits(unit, number))} ${unit === 'times' ? '×' : unit}`;
  return [format(median), min === max ? '' : `${format(min)} to ${format(max)}`];
}

function describeSpread({ value, byProcessor }: Figure): '' | 'disturbed' | 'time disturbed' {
  if (isDisturbed(byProcessor ?? value)) return 'disturbed';
  return isDisturbed(value) ? 'time disturbed' : '';
}

function digits(unit: Figure['unit'], number: number): number {
  if (unit === 'times') return 2;
  if (unit === 'ms' && number < 1) return 2;
  return ['s', 'ms', 'KB'].includes(unit) && number < 100 ? 1 : 0;
}
