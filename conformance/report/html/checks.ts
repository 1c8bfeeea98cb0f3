import { shortened } from '../../../output/terminal-text.ts';
import { VERDICTS } from '../../verdict.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { formatDuration } from '../words.ts';
import {
  formatVerdict,
  renderCheckVerdict,
  renderProse,
  renderTable,
  renderVerdict,
  type Section,
} from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

const MAX_TEXT_LENGTH = 600;
const MAX_EVIDENCE = 40;

/** Every check, and a choice of what to see, which the style alone carries out. */
export function renderChecks(report: CheckReport): Section {
  const { checks } = report;
  const rows = checks.map((check) => ({
    id: toAnchor('check', check.id),
    verdict: check.verdict,
    cells: [
      markup`<span class="check-title">${check.title}</span> <code>${check.id}</code>`,
      renderCheckVerdict(check),
      renderClauseLinks(check),
      check.level,
      renderMessage(check),
      check.subjects,
      renderEvidence(check),
      formatDuration(check.durationMs),
    ],
  }));
  const columns = ['Check', 'Verdict', 'Clauses', 'Level', 'Found', 'Subjects', 'Evidence', 'Took'];
  return {
    id: 'checks',
    title: 'All checks',
    count: checks.length,
    body: markup`${renderFilter(report)}
${renderTable('Every check, in the order in which it was made', columns, rows, 'checks')}`,
  };
}

function renderFilter({ counts, checks }: CheckReport): Markup {
  const option = (value: string, label: string, count: number): Markup =>
    markup`<label><input type="radio" name="verdict" value="${value}"${value === 'all' ? markup` checked` : undefined}> ${label} <span class="count">${count}</span></label>`;
  return markup`<fieldset class="filter"><legend>Show</legend>
${option('all', 'All', checks.length)}
${VERDICTS.filter((name) => counts[name] > 0).map((name) => option(name, formatVerdict(name), counts[name]))}
</fieldset>`;
}

function renderMessage(check: CheckResult): Markup {
  const isInFull = check.known === undefined && ['fail', 'warn', 'error'].includes(check.verdict);
  const link = isInFull ? markup` <a href="#${toAnchor('finding', check.id)}">in full</a>` : undefined;
  return markup`${shortened(check.message, MAX_TEXT_LENGTH)}${link}`;
}

function renderClauseLinks({ requirements }: CheckResult): Markup {
  return markup`${requirements.map((id) => markup`<a href="#${toAnchor('clause', id)}">${id}</a> `)}`;
}

function renderEvidence({ exchanges }: CheckResult): Markup {
  const links = exchanges.slice(0, MAX_EVIDENCE).map((id) => markup`<a href="#${toAnchor('exchange', id)}">${id}</a> `);
  const more = exchanges.length - MAX_EVIDENCE;
  return markup`${links}${more > 0 ? `and ${more} more` : undefined}`;
}

/** Every clause with its verdict and its checks, or why it has none. */
export function renderRequirements({ requirements, checks }: CheckReport): Section {
  const verdicts = new Map(checks.map(({ id, verdict }) => [id, verdict]));
  const rows = requirements.map(({ id, level, text, verdict, checks: names, reason }) => ({
    id: toAnchor('clause', id),
    cells: [
      id,
      renderVerdict(verdict),
      level,
      renderProse(text),
      names.length === 0
        ? renderProse(reason ?? '')
        : markup`<ul class="names">${names.map((name) => markup`<li class="${verdicts.get(name)}"><a href="#${toAnchor('check', name)}">${name}</a></li>`)}</ul>`,
    ],
  }));
  const columns = ['Clause', 'Verdict', 'Level', 'What it says', 'Checks'];
  return {
    id: 'requirements',
    title: 'Requirements',
    count: requirements.length,
    body: renderTable(
      'Every clause of the exchange, the worst verdict of its checks, and those checks',
      columns,
      rows,
      'requirements',
    ),
  };
}
