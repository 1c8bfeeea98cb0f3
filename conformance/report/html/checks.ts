import { shorten } from '../../../output/terminal-text.ts';
import { COVERAGES, type Coverage, type Verdict } from '../../verdict.ts';
import type { CheckReport, CheckResult, RequirementResult } from '../report.ts';
import { groupBy } from '../select.ts';
import { capitalize, formatCount, formatDuration, nameCoverage } from '../words.ts';
import {
  formatVerdict,
  renderCheckVerdict,
  renderFold,
  renderProse,
  renderTable,
  renderVerdict,
  type Section,
} from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

const MAX_TEXT_LENGTH = 600;
const MAX_EVIDENCE = 40;

/** The order of the checks by verdict. Those in `OPEN` need attention; the other ones are folded. */
const ORDER: readonly Verdict[] = ['fail', 'error', 'warn', 'blocked', 'pass', 'not-applicable'];
const OPEN: ReadonlySet<string> = new Set<Verdict | Coverage>(['fail', 'error', 'warn', 'violated', 'warned']);

const CHECK_COLUMNS = ['Check', 'Verdict', 'Clauses', 'Level', 'Result', 'Examined', 'Evidence', 'Duration'];

/** Renders all checks by verdict. */
export function renderChecks({ checks }: CheckReport): Section {
  const groups = groupBy(checks, ({ verdict }) => verdict);
  const body = ORDER.map((verdict) => {
    const group = groups.get(verdict) ?? [];
    if (group.length === 0) return undefined;
    const title = formatVerdict(verdict);
    return renderFold({
      id: toAnchor('checks', verdict),
      title,
      count: group.length,
      isOpen: OPEN.has(verdict),
      body: renderTable(`${title}, in the order of the run`, CHECK_COLUMNS, group.map(toCheckRow), 'checks'),
    });
  });
  return { id: 'checks', title: 'All checks', count: checks.length, body: markup`${body}` };
}

function toCheckRow(check: CheckResult) {
  return {
    id: toAnchor('check', check.id),
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
  };
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

const CLAUSE_COLUMNS = ['Clause', 'Verdict', 'Level', 'Text', 'Examined', 'Checks'];

/** Renders all clauses by how far they were examined. */
export function renderRequirements({ requirements, checks }: CheckReport): Section {
  const verdicts = new Map(checks.map(({ id, verdict }) => [id, verdict]));
  const groups = groupBy(requirements, ({ coverage }) => coverage);
  const body = COVERAGE_ORDER.map((coverage) => {
    const group = groups.get(coverage) ?? [];
    if (group.length === 0) return undefined;
    const title = capitalize(nameCoverage(coverage));
    const rows = group.map((requirement) => toClauseRow(requirement, verdicts));
    return renderFold({
      id: toAnchor('clauses', coverage),
      title,
      count: countClauses(group),
      isOpen: OPEN.has(coverage),
      body: renderTable(
        `${title}: the worst verdict of their checks, and those checks`,
        CLAUSE_COLUMNS,
        rows,
        'requirements',
      ),
    });
  });
  return { id: 'requirements', title: 'Requirements', count: requirements.length, body: markup`${body}` };
}

/** Counts the musts too, to which the numbers of the verdict lead. */
function countClauses(group: readonly RequirementResult[]): string {
  const musts = group.filter(({ level }) => level === 'must').length;
  return musts === group.length ? String(musts) : `${group.length}, ${formatCount(musts, 'must')} among them`;
}

/** The clauses that need attention come first. */
const COVERAGE_ORDER: readonly Coverage[] = [...COVERAGES].sort((a, b) => Number(OPEN.has(b)) - Number(OPEN.has(a)));

function toClauseRow(
  { id, level, exception, text, verdict, checks: ids, reason, origins = [], examined }: RequirementResult,
  verdicts: ReadonlyMap<string, Verdict>,
) {
  return {
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
  };
}

function renderDetail(name: string, text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<br><span class="note">${name}: ${text}</span>`;
}
