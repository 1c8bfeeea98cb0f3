import { quoteForShell } from '../../../output/quote-for-shell.ts';
import { shorten } from '../../../output/terminal-text.ts';
import { COVERAGES, VERDICTS } from '../../verdict.ts';
import type { CheckReport } from '../report.ts';
import { selectNotCancelled } from '../select.ts';
import {
  capitalize,
  explainConclusion,
  formatCount,
  formatDuration,
  formatHeadline,
  listForms,
  nameCoverage,
  nameOption,
} from '../words.ts';
import { formatVerdict } from './elements.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

const MAX_TEXT_LENGTH = 300;

/** The sections that the counts link to; the other counts link to their checks. */
const SECTIONS_OF_VERDICTS: Readonly<Record<string, string>> = {
  fail: 'failures',
  warn: 'warnings',
  blocked: 'blocked',
  error: 'errors',
};

const SIGNS = { conformant: '✓', nonconformant: '✕', incomplete: '–' } as const;

/** Renders the top of the page: the conclusion, the XIS, and the counts. */
export function renderSummary(report: CheckReport): Markup {
  const { target, verdict, counts, checks } = report;
  return markup`<header class="summary ${verdict}">
<p class="eyebrow">Conformance of a XIS with Spreekuur.nl’s appointment flow</p>
<h1><span class="sign" aria-hidden="true">${SIGNS[verdict]}</span> ${formatHeadline(report)}</h1>
<p class="lead">${explainConclusion(report)}</p>
${renderMusts(report)}
<dl class="facts">
${renderFact('XIS', markup`<code>${target.baseUrl}</code>`)}
${target.software === undefined ? undefined : renderFact('Software', shorten(target.software, MAX_TEXT_LENGTH))}
${renderFact('Organization', markup`<code>${target.organization}</code>`)}
${target.dialects === undefined || target.dialects.length === 0 ? undefined : renderFact('Dialect', target.dialects.join(', '))}
${renderForms(report)}
${renderFact('Started', markup`<time datetime="${report.startedAt}">${formatInstant(report.startedAt)}</time>`)}
${renderFact('Run', `${formatCount(checks.length, 'check')} and ${formatCount(report.exchanges.length, 'exchange')} in ${formatDuration(report.durationMs)}`)}
</dl>
<ul class="tiles">
${VERDICTS.map((name) => {
  const known =
    name === 'fail' ? checks.filter((check) => check.verdict === 'fail' && check.known !== undefined).length : 0;
  const note = known === 0 ? undefined : markup` <span class="note">${known} known</span>`;
  const content = markup`<strong>${counts[name]}</strong> ${formatVerdict(name)}${note}`;
  const place = checks.some((check) => check.verdict === name && check.known === undefined)
    ? (SECTIONS_OF_VERDICTS[name] ?? toAnchor('checks', name))
    : toAnchor('checks', name);
  return markup`<li class="${counts[name] === 0 ? 'none' : name}">${counts[name] === 0 ? markup`<span>${content}</span>` : markup`<a href="#${place}">${content}</a>`}</li>
`;
})}</ul>
${renderProportions(report)}
</header>`;
}

/** Renders how far the musts were examined, with links to their clauses, and the options by which others were left out. */
function renderMusts({ musts }: CheckReport): Markup {
  const numbers = COVERAGES.filter((each) => musts[each] > 0).map((each) => {
    const number = markup`<strong>${musts[each]}</strong> ${nameCoverage(each)}`;
    return markup`<li><a href="#${toAnchor('clauses', each)}">${number}</a></li>`;
  });
  const options = musts.leftOutBy.map(
    (leftOut) =>
      markup`<li>${capitalize(nameOption(leftOut))}: ${leftOut.clauses.map((id) => markup`<a href="#${toAnchor('clause', id)}">${id}</a> `)}</li>`,
  );
  return markup`<div class="musts"><p>Of ${formatCount(musts.total, 'must')}:</p><ul class="numbers">${numbers}</ul>
${options.length === 0 ? undefined : markup`<details><summary>Not examined, or only in part, by the options of this run</summary><ul>${options}</ul></details>`}
</div>`;
}

function renderForms(report: CheckReport): Markup | undefined {
  const forms = listForms(report);
  if (forms.length === 0) return undefined;
  const text = forms.map(([name, form]) => `${name} ${form}`).join('; ');
  return renderFact('Understood', shorten(text, MAX_TEXT_LENGTH));
}

function renderFact(name: string, value: Markup | string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Renders the counts as a bar. It is hidden from screen readers, which read the numbers above it. */
function renderProportions({ counts, checks }: CheckReport): Markup {
  const total = Math.max(checks.length, 1);
  let start = 0;
  const parts = VERDICTS.map((name) => {
    const width = (counts[name] / total) * 100;
    const part = markup`<rect class="${name}" x="${start.toFixed(3)}%" width="${width.toFixed(3)}%" height="100%"/>`;
    start += width;
    return part;
  });
  return markup`<svg class="proportions" aria-hidden="true" focusable="false" width="100%" height="10">${parts}</svg>`;
}

/**
 * Renders what needs action first: appointments that were not cancelled, and an outdated file of known failures.
 * @param runFile the path of the run file for `check cleanup`
 */
export function renderAlerts(report: CheckReport, runFile: string | undefined): Markup {
  return markup`${renderNotCancelled(report, runFile)}${renderStale(report)}`;
}

function renderNotCancelled(report: CheckReport, runFile: string | undefined): Markup | undefined {
  const bookings = selectNotCancelled(report);
  if (bookings.length === 0) return undefined;
  return markup`<aside class="alert" aria-label="Appointments that were not cancelled">
<p><strong>${formatCount(bookings.length, 'appointment')} could not be cancelled</strong> and may still be in the XIS${runFile === undefined ? '. Cancel them in the XIS:' : ':'}</p>
<ul>${bookings.map(({ appointment, slot, why }) => markup`<li><code>${shorten(appointment, MAX_TEXT_LENGTH) || 'unknown id'}</code> ${shorten(slot, MAX_TEXT_LENGTH)}${why === undefined ? '' : `: ${shorten(why, MAX_TEXT_LENGTH)}`}</li>`)}</ul>
${
  runFile === undefined
    ? undefined
    : markup`<p>Cancel them with the run file. The command needs the same token and BSN in the environment as the check, and the same options of tokens, such as --issuer. Cancel any remaining appointments in the XIS.</p>
<pre>xis-testkit check cleanup ${quoteForShell(runFile)}</pre>`
}
</aside>`;
}

function renderStale({ staleKnownFailures = [] }: CheckReport): Markup | undefined {
  if (staleKnownFailures.length === 0) return undefined;
  return markup`<aside class="alert" aria-label="Outdated known failures">
<p><strong>The file of known failures is out of date</strong>, so the run fails:</p>
<ul>${staleKnownFailures.map(({ check, why, reason }) => markup`<li><code>${check}</code>: ${why} (reason in the file: ${reason})</li>`)}</ul>
</aside>`;
}

/** Formats an ISO 8601 instant as `2026-11-23 08:00:00 UTC`; returns any other text unchanged. */
function formatInstant(instant: string): string {
  const [, date, time, zone] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(instant) ?? [];
  return date === undefined ? instant : `${date} ${time} ${zone === 'Z' ? 'UTC' : zone}`;
}
