import { CHECKS, type Check } from '../../conformance/index.ts';

/** All checks, in the order in which they are made, as JSON. */
export function checksAsJson(): string {
  const rows = CHECKS.map(({ id, level, clauses: requirements, needs, title }) => ({
    id,
    level,
    requirements,
    needs,
    title,
  }));
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}

/**
 * The same as a table. Where it is too wide for a terminal, what a check asserts stands below it.
 * @param width of the terminal in columns; without one each check has one line
 */
export function checksAsText(width: number | undefined): string {
  const rows = [['CHECK', 'LEVEL', 'CLAUSES', 'NEEDS', 'WHAT IT ASSERTS'], ...CHECKS.map(rowOf)];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isWide = width === undefined || width >= widths.reduce((sum, one) => sum + one + 2, -2);
  const lines = rows.map((row) => {
    const title = row.at(-1) ?? '';
    const start = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return isWide ? [...start, title].join('  ') : `${start.join('  ').trimEnd()}\n    ${title}`;
  });
  return `${lines.join('\n')}\n`;
}

function rowOf({ id, level, clauses: requirements, needs, title }: Check): readonly string[] {
  return [id, level, requirements.join(' '), needs.join(' ') || '-', title];
}
