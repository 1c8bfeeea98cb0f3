import { CHECKS, type Check } from '../../conformance/index.ts';
import { formatJson } from '../../output/terminal-text.ts';
import { stdout } from '../output.ts';

/** Prints all checks: as JSON, or as a table for the terminal. */
export function printChecks(asJson = false): void {
  stdout.write(asJson ? checksAsJson() : checksAsText(stdout.columns));
}

/** Formats all checks as JSON, in the order in which they run. */
export function checksAsJson(): string {
  const rows = CHECKS.map(({ id, level, clauses: requirements, needs, title }) => ({
    id,
    level,
    requirements,
    needs,
    title,
  }));
  return `${formatJson(rows, 2)}\n`;
}

/**
 * Formats all checks as a table. Where it is too wide for the terminal, the assertion goes to a second line.
 * @param width of the terminal in columns; without it each check has one line
 */
export function checksAsText(width: number | undefined): string {
  const rows = [['CHECK', 'LEVEL', 'CLAUSES', 'NEEDS', 'ASSERTION'], ...CHECKS.map(rowOf)];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isWide = width === undefined || width >= widths.reduce((sum, cell) => sum + cell + 2, -2);
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
