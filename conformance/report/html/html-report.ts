import { createHash } from 'node:crypto';
import type { CheckReport } from '../report.ts';
import { createDetailsLookup } from '../select.ts';
import { formatHeadline } from '../words.ts';
import { renderChecks, renderRequirements } from './checks.ts';
import type { Section } from './elements.ts';
import { renderExchanges } from './exchanges.ts';
import { renderBlocked, renderFindings, renderKnown, renderPreflight } from './findings.ts';
import { Markup, markup } from './markup.ts';
import { renderBookings, renderOptions, renderTimings, renderWaits } from './run-details.ts';
import { SCRIPT } from './script.ts';
import { renderFlow } from './sequence-diagram.ts';
import { STYLE } from './style.ts';
import { renderAlerts, renderSummary } from './summary.ts';

/** The options of the HTML report. */
export interface HtmlOptions {
  /** The path of the run file, for the command that cancels the remaining appointments. */
  readonly runFile?: string;
}

/** The field that finds text. It needs the script, which shows it. */
const FIND = markup`<div class="find" role="search" hidden>
<label for="find">Find in clauses, checks and exchanges</label>
<input type="search" id="find" autocomplete="off" spellcheck="false" aria-describedby="found">
<p id="found" role="status"></p>
</div>`;

/**
 * Formats a report as one HTML file that works without network and without scripts. Its content security policy allows
 * only its style and its script, by hash, so an injected script cannot run.
 */
export function formatHtmlReport(report: CheckReport, { runFile }: HtmlOptions = {}): string {
  const sections: readonly Section[] = [
    ...renderFindings(report, createDetailsLookup(report)),
    renderKnown(report),
    renderPreflight(report),
    renderBlocked(report),
    renderRequirements(report),
    renderChecks(report),
    renderFlow(report),
    renderExchanges(report),
    renderBookings(report),
    renderTimings(report),
    renderWaits(report),
    renderOptions(report),
  ].filter((section) => section !== undefined);
  const title = `${formatHeadline(report)}: ${report.target.baseUrl}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${createPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
${renderSummary(report)}
<div class="page">
<div class="side">
${FIND}
${renderNavigation(sections)}
</div>
<main id="main" tabindex="-1">
${renderAlerts(report, runFile)}
${sections.map(({ id, title: heading, count, body }) => {
  const number = count === undefined ? undefined : markup` <span class="count">${count}</span>`;
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}${number}</h2>
${body}
</section>
`;
})}</main>
</div>
<footer><p>Created by ${report.tool.name} ${report.tool.version}. Messages of the XIS are shortened and redacted: no tokens, no BSNs. Invisible characters are written as <code>\\u{…}</code>.</p></footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.html;
}

function renderNavigation(sections: readonly Section[]): Markup {
  return markup`<nav aria-label="Parts of this report"><ul>
${sections.map(
  ({ id, title, count }) =>
    markup`<li><a href="#${id}">${title}${count === undefined ? undefined : markup` <span class="count">${count}</span>`}</a></li>
`,
)}</ul></nav>`;
}

function createPolicy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
