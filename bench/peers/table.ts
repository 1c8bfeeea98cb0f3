import { isDisturbed, type Summary, summarize } from '../figure.ts';
import type { Pace } from '../load.ts';
import type { MachineState } from '../machine.ts';
import { formatDate, formatMachine } from '../report.ts';
import type { PeerResult } from './compare.ts';

const HEADINGS = [
  '',
  'search, of one',
  'searches a second',
  'POST, of one',
  'POSTs a second',
  'start to first response',
  'memory after the load',
  'searches by agenda',
  'rejects a second booking',
];

/** Formats the section about other servers in `docs/benchmarks.md`. */
export function formatPeers(results: readonly PeerResult[], machine: MachineState): string {
  const rows = results.map((result) => `| ${formatRow(result).join(' | ')} |`);
  const notes = formatMachine(machine).map((note) => `- ${note}\n`);
  return `${formatDate('npm run bench -- --peers')}
"Of one" is the processor time of one response. A figure is the median of the rounds, and **disturbed** if their range is
more than a quarter of it.

${notes.join('')}
| ${HEADINGS.join(' | ')} |
|---|---:|---:|---:|---:|---:|---:|---|---|
${rows.join('\n')}
`;
}

function formatRow({ name, search, booking, start, residentMb, searches, rejects }: PeerResult): readonly string[] {
  return [
    name,
    ...formatPaces(search),
    ...formatPaces(booking),
    formatSummary(summarize(start.map(({ elapsedMs }) => elapsedMs)), 'ms'),
    `${residentMb.toFixed(0)} MB`,
    searches ? 'yes' : 'no',
    rejects ? 'yes' : 'no',
  ];
}

function formatPaces(paces: readonly Pace[]): readonly string[] {
  return [
    formatSummary(summarize(paces.map(({ cost }) => cost)), 'µs'),
    formatSummary(summarize(paces.map(({ rate }) => rate))),
  ];
}

function formatSummary(summary: Summary, unit = ''): string {
  const number = Math.round(summary.median).toLocaleString('en');
  return `${number} ${unit}${isDisturbed(summary) ? ' **disturbed**' : ''}`.replace(/ {2}/, ' ').trim();
}
