import { shorten } from '../../../output/terminal-text.ts';
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

/** Renders a table of all checks with a filter by verdict, which works by CSS alone. */
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
  const columns = ['Check', 'Verdict', 'Clauses', 'Level', 'Result', 'Examined', 'Evidence', 'Duration'];
  return {
    id: 'checks',
    title: 'All checks',
    count: checks.length,
    body: markup`${renderFilter(report)}
${renderTable('All checks, in the order of the run', columns, rows, 'checks')}`,
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
  const hasDetails = check.known === undefined && ['fail', 'warn', 'error'].includes(check.verdict);
  const link = hasDetails ? markup` <a href="#${toAnchor('finding', check.id)}">details</a>` : undefined;
  return markup`${shorten(check.message, MAX_TEXT_LENGTH)}${link}`;
}

function renderClauseLinks({ requirements }: CheckResult): Markup {
  return markup`${requirements.map((id) => markup`<a href="#${toAnchor('clause', id)}">${id}</a> `)}`;
}

function renderEvidence({ exchanges }: CheckResult): Markup {
  const links = exchanges.slice(0, MAX_EVIDENCE).map((id) => markup`<a href="#${toAnchor('exchange', id)}">${id}</a> `);
  const remaining = exchanges.length - MAX_EVIDENCE;
  return markup`${links}${remaining > 0 ? `and ${remaining} more` : undefined}`;
}

/** Renders a table of all clauses with their verdict and checks, or the reason why they have no checks. */
export function renderRequirements({ requirements, checks }: CheckReport): Section {
  const verdicts = new Map(checks.map(({ id, verdict }) => [id, verdict]));
  const rows = requirements.map(
    ({ id, level, exception, text, verdict, checks: ids, reason, origins = [], examined }) => ({
      id: toAnchor('clause', id),
      cells: [
        id,
        renderVerdict(verdict),
        level,
        markup`${renderProse(text)}${renderDetail('Milder', exception)}${renderDetail('Origin', origins.join('; ') || undefined)}`,
        examined ?? '',
        ids.length === 0
          ? renderProse(reason ?? '')
          : markup`<ul class="names">${ids.map((checkId) => markup`<li class="${verdicts.get(checkId)}"><a href="#${toAnchor('check', checkId)}">${checkId}</a></li>`)}</ul>`,
      ],
    }),
  );
  const columns = ['Clause', 'Verdict', 'Level', 'Text', 'Examined', 'Checks'];
  return {
    id: 'requirements',
    title: 'Requirements',
    count: requirements.length,
    body: renderTable(
      'All clauses, the worst verdict of their checks, and those checks',
      columns,
      rows,
      'requirements',
    ),
  };
}

function renderDetail(name: string, text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<br><span class="note">${name}: ${text}</span>`;
}
