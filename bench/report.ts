import { availableParallelism } from 'node:os';
import { type Figure, isMet } from './figure.ts';

const HEADINGS = ['', 'median', 'range', 'by processor', 'target', ''];

const DISTURBED = '(?)';
const NOTE = `${DISTURBED} The machine was busy with other work: measure this figure again.`;

/** Formats figures as a table for the terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ group: figure.group, cells: formatCells(figure) }));
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

/** Formats the report of a whole run: `docs/benchmarks.md`. */
export function formatMarkdown(figures: readonly Figure[]): string {
  const groups = [...new Set(figures.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const rows = figures
      .filter((figure) => figure.group === group)
      .map((figure) => `| ${formatCells(figure).join(' | ')} |`);
    return `### ${group}\n\n| | median | range | by processor time | target | |\n|---|---:|---:|---:|---:|---|\n${rows.join('\n')}\n`;
  });
  const date = new Date().toISOString().slice(0, 10);
  return `${INTRODUCTION}
## Figures

Measured on ${date}, with Node ${process.versions.node} on a machine with ${availableParallelism()} cores, by \`npm run bench -- --write\`.
Figures differ between machines, and between hours on the same machine.

${tables.join('\n')}${figures.some(({ disturbed }) => disturbed) ? `\n${NOTE}\n` : ''}`;
}

const INTRODUCTION = `# Benchmarks

The speed of the simulator, compared with the minimum that could replace it. A benchmark is not a test: it cannot fail,
and no job waits for it.

\`\`\`sh
npm run bench                    # about six minutes
npm run bench -- --quick         # about two, and coarser
npm run bench -- --only search   # or booking, process, library, growth, soak, organizations, stores
npm run bench -- --write         # a whole run, written to this file
\`\`\`

## How it is measured

- The benchmark builds the project into a temporary folder and measures that build:
  \`xis-testkit simulate --port 0 --log none\` with a separate configuration, in a separate process.
- The client is another process. It keeps 8 connections open, with one request at a time on each. It counts responses by
  their length and checks the status of each; an unexpected status ends the run. It never sleeps, because its wake-up
  would cost the server time.
- **Bare node:http** and **bare Express** are processes that send the same bytes as the simulator, headers included,
  without any search. For bookings they parse the same body and validate it with ajv and the simulator's schema.
- Contenders take turns, A B C A B C, in seven rounds after a warm-up round. A figure is the median of the quotients of
  the rounds, with the minimum and the maximum beside it. **By processor time** is the same quotient of the processor
  time of the servers. The two differ if the machine was busy with other work.
- **Searches that differ**: service category, \`schedule.date\` from and to, and \`status=free\`. Every request starts the
  dates at another second, which finds the same slots and no cached response. The search with 20 entries also has
  \`schedule\`, as Spreekuur.nl searches for one agenda and week; 700 entries are four weeks of a practice, 17,000 of 50
  schedules.
- **Bookings**: every request books another free slot, never a neighbor of the one before, for a new patient. Each
  returns 201 and is in the journal. The organization is reset before each round.
- **Process start**: from the start of \`node\` to the last byte of the first response, a search.
- **createSimulator() and new organization**: the built-in practice, to the last byte of the response to a search, with
  client and simulator in one process. The first one in a process has separate figures, because it loads and compiles
  more.
- **Growth**: institutions of 10, 100 and 1,000 schedules with 1,000 slots each and two schedules for each appointment
  type, so that a search for one type finds equally many in each. Memory under load is the maximum during searches
  through all types, one after the other; the time of these searches is a figure as well. The larger the institution,
  the fewer of its slots are cached, and the more of those searches have to compute theirs first.
- **Soak**: each round books 250 slots, cancels every other one, and searches; every fourth ends with a reset. The memory
  is that of the process after a round. Journal, deliveries and settled appointments are bounded, so it grows no further.
- **Stores**: the simulator in memory, with a folder and with PostgreSQL take turns, with 1, 8 and 50 connections. The database
  is on the same machine, and its commits wait for the disk; \`TEST_POSTGRES\` names another server. The
  client may sleep, because PostgreSQL needs a core as well. The start is that of a process with the folder of a log of
  100,000 entries.
- **Organizations**: 10,000 copies of the first built-in practice in one process, each with its own configuration. The memory
  is the heap and external memory after a garbage collection, less that before, by organization.
`;

function formatCells(figure: Figure): readonly string[] {
  const { name, unit, value, byProcessor, target } = figure;
  const format = (number: number) => `${number.toFixed(digits(unit, number))}${unit === 'times' ? ' ×' : ` ${unit}`}`;
  const range = value.min === value.max ? '' : `${format(value.min)} to ${format(value.max)}`;
  const met = isMet(figure);
  const verdict = met === undefined ? '' : met ? 'met' : 'not met';
  return [
    name,
    format(value.median),
    range,
    byProcessor ? format(byProcessor.median) : '',
    target ? `${target.kind} ${target.value}` : '',
    figure.disturbed ? `${verdict} ${DISTURBED}`.trim() : verdict,
  ];
}

function digits(unit: Figure['unit'], number: number): number {
  if (unit === 'times') return 2;
  if (unit === 'ms' && number < 1) return 2;
  return (unit === 'ms' || unit === 'KB') && number < 100 ? 1 : 0;
}
