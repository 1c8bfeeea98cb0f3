import { shorten } from '../../../output/terminal-text.ts';
import { describeOutcomes, formatExchange } from '../exchange.ts';
import type { CheckReport } from '../report.ts';
import {
  type CheckDetails,
  type FindDetails,
  groupBlockedByReason,
  selectKnown,
  selectSections,
  selectUnexpected,
} from '../select.ts';
import { renderCheckVerdict, renderCurl, renderProse, renderTable, type Section } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** The exchanges have the full texts. */
const MAX_TEXT_LENGTH = 3000;
const MAX_EVIDENCE = 12;

/** Renders the checks that need attention in full. The section of failures is always present. */
export function renderFindings(report: CheckReport, findDetails: FindDetails): readonly Section[] {
  return selectSections(report).flatMap(({ id, title, checks }) => {
    if (checks.length === 0 && id !== 'failures') return [];
    const body = markup`${renderIntroduction(id, report, checks.length)}${checks.map((check) => renderCheck(findDetails(check), report.target.baseUrl))}`;
    return [{ id, title, count: checks.length, body }];
  });
}

function renderIntroduction(id: string, { verdict }: CheckReport, count: number): Markup | undefined {
  if (id === 'errors') {
    return markup`<p>These are errors of the test kit, not of the XIS. Please report them.</p>
`;
  }
  if (count > 0) return undefined;
  return markup`<p class="nothing">${verdict === 'incomplete' ? 'No completed check failed.' : 'No check failed.'}</p>`;
}

/** Renders the known failures with their reasons. */
export function renderKnown(report: CheckReport): Section | undefined {
  const checks = selectKnown(report);
  if (checks.length === 0) return undefined;
  const rows = checks.map((check) => ({
    cells: [
      markup`<a href="#${toAnchor('check', check.id)}">${check.id}</a>`,
      renderCheckVerdict(check),
      check.known ?? '',
      shorten(check.message, MAX_TEXT_LENGTH),
    ],
  }));
  const body = renderTable(
    'Known failures; they do not affect the exit code',
    ['Check', 'Verdict', 'Reason', 'Result'],
    rows,
  );
  return { id: 'known', title: 'Known failures', count: checks.length, body };
}

function renderCheck({ check, clauses, exchanges, request }: CheckDetails, baseUrl: string): Markup {
  const { expected, actual, path, dialect } = check;
  const remaining = exchanges.length - MAX_EVIDENCE;
  return markup`<article class="finding ${check.verdict}" id="${toAnchor('finding', check.id)}">
<h3>${renderCheckVerdict(check)} ${check.title}</h3>
<p class="meta"><a href="#${toAnchor('check', check.id)}"><code>${check.id}</code></a> · ${check.level} · ${check.subjects} examined${dialect === undefined ? '' : ` · dialect ${dialect}`}</p>
<p class="found">${renderProse(shorten(check.message, MAX_TEXT_LENGTH))}</p>
${
  expected === undefined && actual === undefined
    ? undefined
    : markup`<dl class="compare">
${renderComparison('expected', 'Expected', expected)}
${renderComparison('got', 'Got', actual)}
</dl>`
}
${describeOutcomes(exchanges).map((outcome) => markup`<p class="outcome">OperationOutcome: ${shorten(outcome, MAX_TEXT_LENGTH)}</p>`)}
${path === undefined ? undefined : markup`<p class="where">At <code>${shorten(path, MAX_TEXT_LENGTH)}</code></p>`}
<ul class="clauses">${clauses.map(({ id, text, level }) => markup`<li><a href="#${toAnchor('clause', id)}">${id}</a> <span class="level">${level}</span> ${renderProse(text)}</li>`)}</ul>
${
  exchanges.length === 0
    ? undefined
    : markup`<p class="evidence-title">Evidence</p>
<ul class="evidence">${exchanges.slice(0, MAX_EVIDENCE).map((exchange) => markup`<li><a href="#${toAnchor('exchange', exchange.id)}">${exchange.id}</a> <span>${formatExchange(exchange, baseUrl)}</span></li>`)}${remaining > 0 ? markup`<li>and ${remaining} more, see <a href="#${toAnchor('check', check.id)}">the check</a></li>` : undefined}</ul>`
}
${request === undefined ? undefined : markup`<details class="repeat"><summary>Repeat request ${request.id} with curl</summary><div>${renderCurl(request)}</div></details>`}
</article>
`;
}

function renderComparison(kind: string, name: string, text: string | undefined): Markup | undefined {
  if (text === undefined) return undefined;
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${shorten(text, MAX_TEXT_LENGTH)}</dd></div>`;
}

/** Renders the notes of the preflight, which often explain blocked checks. */
export function renderPreflight({ preflight = [] }: CheckReport): Section | undefined {
  if (preflight.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${preflight.map(
  ({
    seen,
    advice,
  }) => markup`<div><dt>${renderProse(shorten(seen, MAX_TEXT_LENGTH))}</dt><dd>${renderProse(advice)}</dd></div>
`,
)}</dl>`;
  return { id: 'preflight', title: 'Preflight notes', count: preflight.length, body };
}

export function renderBlocked(report: CheckReport): Section | undefined {
  const groups = groupBlockedByReason(report);
  if (groups.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${groups.map(
  ([reason, checks]) => markup`<div><dt>${renderProse(shorten(reason, MAX_TEXT_LENGTH))}</dt>
<dd><ul>${checks.map(({ id, title, level }) => markup`<li><a href="#${toAnchor('check', id)}">${title}</a> <span class="level">${level}</span></li>`)}</ul></dd></div>
`,
)}</dl>`;
  return { id: 'blocked', title: 'Blocked', count: selectUnexpected(report, 'blocked').length, body };
}
