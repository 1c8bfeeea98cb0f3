import { shorten } from '../../../output/terminal-text.ts';
import { blockedByReason, withVerdict } from '../finding.ts';
import type { CheckReport } from '../report.ts';
import { anchor, markup } from './markup.ts';
import { prose } from './prose.ts';
import type { Section } from './section.ts';

const LONGEST = 3000;

/** What was odd before the first check; much of what is blocked comes from it. */
export function preflightSection({ preflight = [] }: CheckReport): Section | undefined {
  if (preflight.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${preflight.map(
  ({ seen, advice }) => markup`<div><dt>${prose(shorten(seen, LONGEST))}</dt><dd>${prose(advice)}</dd></div>
`,
)}</dl>`;
  return { id: 'preflight', title: 'Noted before the first check', count: preflight.length, body };
}

/** What could not be looked at, by what is missing. */
export function blockedSection(report: CheckReport): Section | undefined {
  const groups = blockedByReason(report);
  if (groups.length === 0) return undefined;
  const body = markup`<dl class="reasons">
${groups.map(
  ([reason, checks]) => markup`<div><dt>${prose(shorten(reason, LONGEST))}</dt>
<dd><ul>${checks.map(({ id, title, level }) => markup`<li><a href="#${anchor('check', id)}">${title}</a> <span class="level">${level}</span></li>`)}</ul></dd></div>
`,
)}</dl>`;
  return { id: 'blocked', title: 'Blocked', count: withVerdict(report, 'blocked').length, body };
}
