import { shorten } from '../../../output/terminal-text.ts';
import { type Finding, knownOnes, type Lookup, withVerdict } from '../finding.ts';
import { outcomesOf } from '../outcome.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { counted } from '../words.ts';
import { curlBlock } from './curl-block.ts';
import { exchangeName } from './exchange-name.ts';
import { anchor, type Markup, markup } from './markup.ts';
import { prose } from './prose.ts';
import type { Section } from './section.ts';
import { markOf } from './summary.ts';
import { table } from './table.ts';

/** Longer texts are cut; what they were taken from is among the exchanges. */
const LONGEST = 3000;
const MOST_EVIDENCE = 12;

/** What fails, in full. There is such a part also when nothing does. */
export function failuresSection(report: CheckReport, lookup: Lookup): Section {
  const checks = withVerdict(report, 'fail');
  const none = report.verdict === 'incomplete' ? 'Nothing failed of what could be looked at.' : 'Nothing failed.';
  const body = checks.length === 0 ? markup`<p class="nothing">${none}</p>` : articles(report, checks, lookup);
  return { id: 'failures', title: 'Failures', count: checks.length, body };
}

/** Warnings, in full. */
export function warningsSection(report: CheckReport, lookup: Lookup): Section | undefined {
  const checks = withVerdict(report, 'warn');
  if (checks.length === 0) return undefined;
  return { id: 'warnings', title: 'Warnings', count: checks.length, body: articles(report, checks, lookup) };
}

/** Mistakes of the test kit. */
export function errorsSection(report: CheckReport, lookup: Lookup): Section | undefined {
  const checks = withVerdict(report, 'error');
  if (checks.length === 0) return undefined;
  const body = markup`<p>These are mistakes of the test kit and say nothing of the XIS. Please report them.</p>
${articles(report, checks, lookup)}`;
  return { id: 'errors', title: 'Errors of the test kit', count: checks.length, body };
}

/** Known failures, with their reasons. */
export function knownSection(report: CheckReport): Section | undefined {
  const checks = knownOnes(report);
  if (checks.length === 0) return undefined;
  const rows = checks.map((check) => ({
    cells: [
      markup`<a href="#${anchor('check', check.id)}">${check.id}</a>`,
      markOf(check),
      check.known ?? '',
      shorten(check.message, LONGEST),
    ],
  }));
  const body = table(
    'Known failures, which do not count for the exit code',
    ['Check', 'Verdict', 'Reason', 'Found'],
    rows,
  );
  return { id: 'known', title: 'Known failures', count: checks.length, body };
}

function articles(report: CheckReport, checks: readonly CheckResult[], lookup: Lookup): Markup {
  return markup`${checks.map((check) => article(lookup(check), report.target.baseUrl))}`;
}

function article({ check, clauses, exchanges, request }: Finding, baseUrl: string): Markup {
  const { expected, actual, path, dialect } = check;
  const more = exchanges.length - MOST_EVIDENCE;
  return markup`<article class="finding ${check.verdict}" id="${anchor('finding', check.id)}">
<h3>${markOf(check)} ${check.title}</h3>
<p class="meta"><a href="#${anchor('check', check.id)}"><code>${check.id}</code></a> · ${check.level} · ${counted(check.subjects, 'subject')} looked at${dialect === undefined ? '' : ` · dialect ${dialect}`}</p>
<p class="found">${prose(shorten(check.message, LONGEST))}</p>
${
  expected === undefined && actual === undefined
    ? undefined
    : markup`<dl class="compare">
${compared('expected', 'Expected', expected)}
${compared('seen', 'Seen', actual)}
</dl>`
}
${outcomesOf(exchanges).map((outcome) => markup`<p class="told">The XIS says: ${shorten(outcome, LONGEST)}</p>`)}
${path === undefined ? undefined : markup`<p class="where">At <code>${shorten(path, LONGEST)}</code></p>`}
<ul class="clauses">${clauses.map(({ id, text, level }) => markup`<li><a href="#${anchor('clause', id)}">${id}</a> <span class="level">${level}</span> ${prose(text)}</li>`)}</ul>
${
  exchanges.length === 0
    ? undefined
    : markup`<p class="evidence-title">Evidence</p>
<ul class="evidence">${exchanges.slice(0, MOST_EVIDENCE).map((exchange) => markup`<li><a href="#${anchor('exchange', exchange.id)}">${exchange.id}</a> <span>${exchangeName(exchange, baseUrl)}</span></li>`)}${more > 0 ? markup`<li>and ${more} more, see <a href="#${anchor('check', check.id)}">the check</a></li>` : undefined}</ul>`
}
${request === undefined ? undefined : markup`<details class="repeat"><summary>Repeat the request ${request.id} with curl</summary><div>${curlBlock(request)}</div></details>`}
</article>
`;
}

function compared(kind: string, name: string, text: string | undefined): Markup | undefined {
  if (text === undefined) return undefined;
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${shorten(text, LONGEST)}</dd></div>`;
}
