import type { CheckReport } from '../report.ts';
import { verdictMark } from './marks.ts';
import { anchor, markup } from './markup.ts';
import { prose } from './prose.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** Every clause with its verdict and its checks, or why it has none. */
export function requirementsSection({ requirements, checks }: CheckReport): Section {
  const verdicts = new Map(checks.map(({ id, verdict }) => [id, verdict]));
  const rows = requirements.map(({ id, level, text, verdict, checks: names, reason }) => ({
    id: anchor('clause', id),
    cells: [
      id,
      verdictMark(verdict),
      level,
      prose(text),
      names.length === 0
        ? prose(reason ?? '')
        : markup`<ul class="names">${names.map((name) => markup`<li class="${verdicts.get(name)}"><a href="#${anchor('check', name)}">${name}</a></li>`)}</ul>`,
    ],
  }));
  const columns = ['Clause', 'Verdict', 'Level', 'What it says', 'Checks'];
  return {
    id: 'requirements',
    title: 'Requirements',
    count: requirements.length,
    body: table(
      'Every clause of the exchange, the worst verdict of its checks, and those checks',
      columns,
      rows,
      'requirements',
    ),
  };
}
