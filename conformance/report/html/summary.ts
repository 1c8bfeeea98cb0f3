import { shorten } from '../../../output/terminal-text.ts';
import { VERDICTS } from '../../verdict.ts';
import { shellQuoted } from '../curl.ts';
import { leftBehind } from '../finding.ts';
import type { CheckReport } from '../report.ts';
import { conclusionSentence, counted, duration, headline } from '../words.ts';
import { verdictMark, verdictWord } from './marks.ts';
import { type Markup, markup } from './markup.ts';

const LONGEST = 300;

/** Where a count leads to; the other verdicts are among all checks. */
const PLACES: Readonly<Record<string, string>> = {
  fail: 'failures',
  warn: 'warnings',
  blocked: 'blocked',
  error: 'errors',
};

/** A sign for each conclusion, as for verdicts. */
const SIGNS = { conformant: '✓', nonconformant: '✕', incomplete: '–' } as const;

/** The top of the page: what it comes to, of which XIS, and the counts. */
export function summaryHeader(report: CheckReport): Markup {
  const { target, verdict, counts, checks } = report;
  return markup`<header class="summary ${verdict}">
<p class="eyebrow">Conformance of a XIS with Spreekuur.nl’s appointment flow</p>
<h1><span class="sign" aria-hidden="true">${SIGNS[verdict]}</span> ${headline(report)}</h1>
<p class="lead">${conclusionSentence(report)}</p>
<dl class="facts">
${fact('XIS', markup`<code>${target.baseUrl}</code>`)}
${target.software === undefined ? undefined : fact('Software', shorten(target.software, LONGEST))}
${fact('Organization', markup`<code>${target.organization}</code>`)}
${target.dialects === undefined || target.dialects.length === 0 ? undefined : fact('Dialect', target.dialects.join(', '))}
${fact('When', markup`<time datetime="${report.startedAt}">${moment(report.startedAt)}</time>`)}
${fact('Took', `${counted(checks.length, 'check')} and ${counted(report.exchanges.length, 'exchange')} in ${duration(report.durationMs)}`)}
</dl>
<ul class="tiles">
${VERDICTS.map((name) => {
  const known =
    name === 'fail' ? checks.filter((check) => check.verdict === 'fail' && check.known !== undefined).length : 0;
  const note = known === 0 ? undefined : markup` <span class="note">${known} known</span>`;
  const content = markup`<strong>${counts[name]}</strong> ${verdictWord(name)}${note}`;
  const place = checks.some((check) => check.verdict === name && check.known === undefined)
    ? (PLACES[name] ?? 'checks')
    : 'checks';
  return markup`<li class="${counts[name] === 0 ? 'none' : name}">${counts[name] === 0 ? markup`<span>${content}</span>` : markup`<a href="#${place}">${content}</a>`}</li>
`;
})}</ul>
${proportions(report)}
</header>`;
}

function fact(name: string, value: Markup | string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** The counts as a bar; the numbers above it say the same. */
function proportions({ counts, checks }: CheckReport): Markup {
  const total = Math.max(checks.length, 1);
  let from = 0;
  const parts = VERDICTS.map((name) => {
    const width = (counts[name] / total) * 100;
    const part = markup`<rect class="${name}" x="${from.toFixed(3)}%" width="${width.toFixed(3)}%" height="100%"/>`;
    from += width;
    return part;
  });
  return markup`<svg class="proportions" aria-hidden="true" focusable="false" width="100%" height="10">${parts}</svg>`;
}

/**
 * What has to be seen before anything else: appointments that still stand, and a file of known failures that is wrong.
 * @param runFile by which what still stands is cancelled
 */
export function alerts(report: CheckReport, runFile: string | undefined): Markup {
  const left = leftBehind(report);
  const stale = report.staleKnownFailures ?? [];
  const leftAlert = markup`<aside class="alert" aria-label="Appointments that were left behind">
<p><strong>${counted(left.length, 'appointment')} could not be cancelled</strong> and may still be in the XIS${runFile === undefined ? '. Cancel there by hand:' : ':'}</p>
<ul>${left.map(({ appointment, slot, why }) => markup`<li><code>${shorten(appointment, LONGEST) || 'id not known'}</code> ${shorten(slot, LONGEST)}${why === undefined ? '' : `: ${shorten(why, LONGEST)}`}</li>`)}</ul>
${
  runFile === undefined
    ? undefined
    : markup`<p>Cancel with the run file, token and BSN in the environment as in the check. What is left after that, cancel in the XIS by hand.</p>
<pre>xis-testkit check cleanup ${shellQuoted(runFile)}</pre>`
}
</aside>`;
  const staleAlert = markup`<aside class="alert" aria-label="Known failures to take out">
<p><strong>The file of known failures is no longer true</strong>, so the job is red:</p>
<ul>${stale.map(({ check, why, reason }) => markup`<li><code>${check}</code>: ${why} (reason given: ${reason})</li>`)}</ul>
</aside>`;
  return markup`${left.length > 0 ? leftAlert : undefined}${stale.length > 0 ? staleAlert : undefined}`;
}

/** `2026-11-23T08:00:00.123Z` as it is read; anything else as it is. */
function moment(instant: string): string {
  const [, date, time, zone] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(instant) ?? [];
  return date === undefined ? instant : `${date} ${time} ${zone === 'Z' ? 'UTC' : zone}`;
}

/** The mark of a verdict, also of one that is known. */
export function markOf(check: { readonly verdict: string; readonly known?: string }): Markup {
  return markup`${verdictMark(check.verdict)}${check.known === undefined ? undefined : markup` <span class="mark known">known</span>`}`;
}
