import { shorten } from '../../../output/terminal-text.ts';
import { VERDICTS } from '../../verdict.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { duration } from '../words.ts';
import { verdictWord } from './marks.ts';
import { anchor, type Markup, markup } from './markup.ts';
import type { Section } from './section.ts';
import { markOf } from './summary.ts';
import { table } from './table.ts';

const LONGEST = 600;
const MOST_EVIDENCE = 40;

/** Every check, and a choice of what to see, which the style alone carries out. */
export function checksSection(report: CheckReport): Section {
  const { checks } = report;
  const rows = checks.map((check) => ({
    id: anchor('check', check.id),
    verdict: check.verdict,
    cells: [
      markup`<span class="check-title">${check.title}</span> <code>${check.id}</code>`,
      markOf(check),
      clauseLinks(check),
      check.level,
      message(check),
      check.subjects,
      evidence(check),
      duration(check.durationMs),
    ],
  }));
  const columns = ['Check', 'Verdict', 'Clauses', 'Level', 'Found', 'Subjects', 'Evidence', 'Took'];
  return {
    id: 'checks',
    title: 'All checks',
    count: checks.length,
    body: markup`${filter(report)}
${table('Every check, in the order in which it was made', columns, rows, 'checks')}`,
  };
}

function filter({ counts, checks }: CheckReport): Markup {
  const option = (value: string, label: string, count: number): Markup =>
    markup`<label><input type="radio" name="verdict" value="${value}"${value === 'all' ? markup` checked` : undefined}> ${label} <span class="count">${count}</span></label>`;
  return markup`<fieldset class="filter"><legend>Show</legend>
${option('all', 'All', checks.length)}
${VERDICTS.filter((name) => counts[name] > 0).map((name) => option(name, verdictWord(name), counts[name]))}
</fieldset>`;
}

function message(check: CheckResult): Markup {
  const isInFull = check.known === undefined && ['fail', 'warn', 'error'].includes(check.verdict);
  const link = isInFull ? markup` <a href="#${anchor('finding', check.id)}">in full</a>` : undefined;
  return markup`${shorten(check.message, LONGEST)}${link}`;
}

function clauseLinks({ requirements }: CheckResult): Markup {
  return markup`${requirements.map((id) => markup`<a href="#${anchor('clause', id)}">${id}</a> `)}`;
}

function evidence({ exchanges }: CheckResult): Markup {
  const links = exchanges.slice(0, MOST_EVIDENCE).map((id) => markup`<a href="#${anchor('exchange', id)}">${id}</a> `);
  const more = exchanges.length - MOST_EVIDENCE;
  return markup`${links}${more > 0 ? `and ${more} more` : undefined}`;
}
