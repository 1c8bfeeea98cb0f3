import { shortened } from '../../../output/terminal-text.ts';
import { describeOutcomes, formatExchange } from '../exchange.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { type CheckDetails, type FindDetails, groupBlockedByReason, selectKnown, selectUnexpected } from '../select.ts';
import { formatCount } from '../words.ts';
import { renderCheckVerdict, renderCurl, renderProse, renderTable, type Section } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** Longer texts are cut; what they were taken from is among the exchanges. */
const MAX_TEXT_LENGTH = 3000;
const MAX_EVIDENCE = 12;

/** What fails, in full. There is such a part also when nothing does. */
export function renderFailures(report: CheckReport, lookup: FindDetails): Section {
  const checks = selectUnexpected(report, 'fail');
  const none = report.verdict === 'incomplete' ? 'Nothing failed of what could be looked at.' : 'Nothing failed.';
  const body = checks.length === 0 ? markup`<p class="nothing">${none}</p>` : renderChecks(report, checks, lookup);
  return { id: 'failures', title: 'Failures', count: checks.length, body };
}

/** Warnings, in full. */
export function renderWarnings(report: CheckReport, lookup: FindDetails): Section | undefined {
  const checks = selectUnexpected(report, 'warn');
  if (checks.length === 0) return undefined;
  return { id: 'warnings', title: 'Warnings', count: checks.length, body: renderChecks(report, checks, lookup) };
}

/** Mistakes of the test kit. */
export function renderErrors(report: CheckReport, lookup: FindDetails): Section | undefined {
  const checks = selectUnexpected(report, 'error');
  if (checks.length === 0) return undefined;
  const body = markup`<p>These are mistakes of the test kit and say nothing of the XIS. Please report them.</p>
${renderChecks(report, checks, lookup)}`;
  return { id: 'errors', title: 'Errors of the test kit', count: checks.length, body };
}

/** Known failures, with their reasons. */
export function renderKnown(report: CheckReport): Section | undefined {
  const checks = selectKnown(report);
  if (checks.length === 0) return undefined;
  const rows = checks.map((check) => ({
    cells: [
      markup`<a href="#${toAnchor('check', check.id)}">${check.id}</a>`,
      renderCheckVerdict(check),
      check.known ?? '',
      shortened(check.message, MAX_TEXT_LENGTH),
    ],
  }));
  const body = renderTable(
    'Known failures, which do not count for the exit code',
    ['Check', 'Verdict', 'Reason', 'Found'],
    rows,
  );
  return { id: 'known', title: 'Known failures', count: checks.length, body };
}

function renderChecks(report: CheckReport, checks: readonly CheckResult[], lookup: FindDetails): Markup {
  return markup`${checks.map((check) => renderCheck(lookup(check), report.target.baseUrl))}`;
}

function renderCheck({ check, clauses, exchanges, request }: CheckDetails, baseUrl: string): Markup {
  const { expected, actual, path, dialect } = check;
  const more = exchanges.length - MAX_EVIDENCE;
  return markup`<article class="finding ${check.verdict}" id="${toAnchor('finding', check.id)}">
<h3>${renderCheckVerdict(check)} ${check.title}</h3>
<p class="meta"><a href="#${toAnchor('check', check.id)}"><code>${check.id}</code></a> · ${check.level} · ${formatCount(check.subjects, 'subject')} looked at${dialect === undefined ? '' : ` · dialect ${dialect}`}</p>
<p class="found">${renderProse(shortened(check.message, MAX_TEXT_LENGTH))}</p>
${
  expected === undefined && actual === undefined
    ? undefined
    : markup`<dl class="compare">
${renderComparison('expected', 'Expected', expected)}
${renderComparison('seen', 'Seen', actual)}
</dl>`
}
${describeOutcomes(exchanges).map((outcome) => markup`<p class="told">The XIS says: ${shortened(outcome, MAX_TEXT_LENGTH)}</p>`)}
${path === undefined ? undefined : markup`<p class="where">At <code>${shortened(path, MAX_TEXT_LENGTH)}</code></p>`}
<ul class="clauses">${clauses.map(({ id, text, level }) => markup`<li><a href="#${toAnchor('clause', id)}">${id}</a> <span class="level">${level}</span> ${renderProse(text)}</li>`)}</ul>
${
  exchanges.length === 0
    ? undefined
    : markup`<p class="evidence-title">Evidence</p>
<ul class="evidence">${exchanges.slice(0, MAX_EVIDENCE).map((exchange) => markup`<li><a href="#${toAnchor('exchange', exchange.id)}">${exchange.id}</a> <span>${formatExchange(exchange, baseUrl)}</span></li>`)}${more > 0 ? markup`<li>and ${more} more, see <a href="#${toAnchor('check', check.id)}">the check</a></li>` : undefined}</ul>`
}
${request === undefined ? undefined : markup`<details class="repeat"><summary>Repeat the request ${request.id} with curl</summary><div>${renderCurl(request)}</div></details>`}
</article>
`;
}

function renderComparison(kind: string, name: string, text: string | undefined): Markup | undefined {
  if (text === undefined) return undefined;
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${shortened(text, MAX_TEXT_LENGTH)}</dd></div>`;
}

/** What was odd before the first check; much of what is blocked comes from it. */
export function renderPreflight({ preflight = [] }: CheckReport): Section | undefined {
  if (preflight.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${preflight.map(
  ({
    seen,
    advice,
  }) => markup`<div><dt>${renderProse(shortened(seen, MAX_TEXT_LENGTH))}</dt><dd>${renderProse(advice)}</dd></div>
`,
)}</dl>`;
  return { id: 'preflight', title: 'Noted before the first check', count: preflight.length, body };
}

/** What could not be looked at, by what is missing. */
export function renderBlocked(report: CheckReport): Section | undefined {
  const groups = groupBlockedByReason(report);
  if (groups.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${groups.map(
  ([reason, checks]) => markup`<div><dt>${renderProse(shortened(reason, MAX_TEXT_LENGTH))}</dt>
<dd><ul>${checks.map(({ id, title, level }) => markup`<li><a href="#${toAnchor('check', id)}">${title}</a> <span class="level">${level}</span></li>`)}</ul></dd></div>
`,
)}</dl>`;
  return { id: 'blocked', title: 'Blocked', count: selectUnexpected(report, 'blocked').length, body };
}
