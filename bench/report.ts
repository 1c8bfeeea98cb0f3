import { availableParallelism } from 'node:os';
import { type Figure, isMet } from './figure.ts';

const HEADINGS = ['', 'median', 'least to most', 'by processor', 'target', ''];

const DISTURBED = '(?)';
const NOTE = `${DISTURBED} The machine had other things to do meanwhile: say nothing by this figure, measure it again.`;

/** The figures as a table for the terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ group: figure.group, cells: cellsOf(figure) }));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const lines = [line(HEADINGS)];
  let group = '';
  for (const row of rows) {
    if (row.group !== group) lines.push('', row.group);
    group = row.group;
    lines.push(line(row.cells).trimEnd());
  }
  if (figures.some(({ disturbed }) => disturbed)) lines.push('', NOTE);
  return `${lines.join('\n')}\n`;
}

/** The report of a whole run, as `docs/benchmarks.md`. */
export function markdownReport(figures: readonly Figure[]): string {
  const groups = [...new Set(figures.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const rows = figures
      .filter((figure) => figure.group === group)
      .map((figure) => `| ${cellsOf(figure).join(' | ')} |`);
    return `### ${group}\n\n| | median | least to most | by processor time | target | |\n|---|---:|---:|---:|---:|---|\n${rows.join('\n')}\n`;
  });
  const date = new Date().toISOString().slice(0, 10);
  return `${INTRODUCTION}
## Figures

Of ${date}, with Node ${process.versions.node} on a machine with ${availableParallelism()} cores. Written by
\`npm run bench -- --write\`; another machine has other figures, and another hour of the same machine as well.

${tables.join('\n')}${figures.some(({ disturbed }) => disturbed) ? `\n${NOTE}\n` : ''}`;
}

const INTRODUCTION = `# Benchmarks

How fast the simulator is, beside the least that could be done in its place. A benchmark is not a test: it fails nothing,
and nothing waits for it.

\`\`\`sh
npm run bench                    # about three minutes
npm run bench -- --quick         # less than one, and coarser
npm run bench -- --only search   # or booking, process, library, growth
npm run bench -- --write         # a whole run, written to this file
\`\`\`

## How it is measured

- It builds the project into a temporary folder and measures that: \`xis-testkit simulate --port 0 --log none\` with a
  configuration of its own, in a process of its own.
- The client is another process, with 8 connections that are kept open and one request at a time on each. It counts
  answers by their length and checks the status of each; an unexpected one ends the run. It never sleeps, for to wake it
  would cost the server time.
- **Bare node:http** and **bare Express** are processes that send the bytes that the simulator has answered, headers
  included, without any search. For bookings they parse the same body and check it with ajv and the simulator's schema.
- Contenders take turns, A B C A B C, in seven rounds after one that does not count. A figure is the median of the
  quotients of a round, with the least and the most beside it. **By processor time** is the same quotient of what the
  servers' processes have used; the two differ where the machine had something else to do.
- **Searches that differ**: service category, \`schedule.date\` from and to, and \`status=free\`; every request asks from
  another second on, which finds the same slots and none of the answers that are kept. For 20 entries also
  \`schedule\`, as Spreekuur.nl asks for one agenda and week; 700 are four weeks of a practice, 17,000 of 50 schedules.
- **Bookings**: every request books another free slot, in no order, for a patient who is new; each is answered with 201
  and stands in the journal. The organization is reset before each round.
- **Process start**: from starting \`node\` to the last byte of the first answer, a search.
- **createSimulator() and new organization**: the practice that is built in, to the last byte of a search's answer, client
  and simulator in one process. What only the first one in a process loads and compiles is told apart.
- **Growth**: institutions of 10, 100 and 1,000 schedules with 1,000 slots each and two schedules to an appointment type,
  so that a search for one type finds equally many in each. Memory under load is the most that was seen while searches
  went through all types one after the other; how long those take is told as well. The larger the institution, the fewer
  of its slots are kept ready, and the more of those searches have to make theirs first.
`;

function cellsOf(figure: Figure): readonly string[] {
  const { name, unit, value, byProcessor, target } = figure;
  const show = (number: number) => `${number.toFixed(digits(unit, number))}${unit === 'times' ? ' ×' : ` ${unit}`}`;
  const range = value.least === value.most ? '' : `${show(value.least)} to ${show(value.most)}`;
  const met = isMet(figure);
  const verdict = met === undefined ? '' : met ? 'met' : 'not met';
  return [
    name,
    show(value.median),
    range,
    byProcessor ? show(byProcessor.median) : '',
    target ? `${target.kind} ${target.value}` : '',
    figure.disturbed ? `${verdict} ${DISTURBED}`.trim() : verdict,
  ];
}

function digits(unit: Figure['unit'], number: number): number {
  if (unit === 'times') return 2;
  return unit === 'ms' && number < 100 ? 1 : 0;
}
