import { cut, shortened } from '../../../output/terminal-text.ts';
import { formatPath, formatStatus, parseCapturedBody } from '../exchange.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../report.ts';
import { formatDuration } from '../words.ts';
import { renderCurl, type Section } from './elements.ts';
import { formatJson } from './format-json.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** A longer body is cut: a page of many megabytes opens nowhere. */
const MAX_BODY_LENGTH = 20_000;
const MAX_VALUE_LENGTH = 2000;
const MAX_HEADERS = 60;

/** Every exchange as evidence, closed until it is asked for. */
export function renderExchanges(report: CheckReport): Section | undefined {
  const { exchanges, checks, target } = report;
  if (exchanges.length === 0) return undefined;
  const shownBy = new Map<string, CheckResult[]>();
  for (const check of checks) {
    for (const id of check.exchanges) shownBy.set(id, [...(shownBy.get(id) ?? []), check]);
  }
  const body = markup`<p class="exchange-tools"></p>
${exchanges.map((exchange) => renderExchange(exchange, shownBy.get(exchange.id) ?? [], target.baseUrl))}`;
  return { id: 'exchanges', title: 'Exchanges', count: exchanges.length, body };
}

function renderExchange(exchange: ReportedExchange, checks: readonly CheckResult[], baseUrl: string): Markup {
  const { id, direction, purpose, method, requestHeaders, responseHeaders, requestBody, responseBody, error } =
    exchange;
  const isCallback = direction === 'from-xis';
  return markup`<details class="exchange" id="${toAnchor('exchange', id)}">
<summary><span class="line"><b>${id}</b> ${isCallback ? markup`<span class="mark callback">callback</span> ` : undefined}<code class="path">${method} ${shortened(formatPath(exchange, baseUrl), 400)}</code> <span class="status">${formatStatus(exchange)}</span></span> <span class="purpose">${formatDuration(exchange.durationMs)} · ${purpose}</span></summary>
<div class="inside">
<p class="meta"><time datetime="${exchange.at}">${exchange.at}</time> · ${isCallback ? 'the XIS to xis-testkit' : 'xis-testkit to the XIS'}</p>
${checks.length === 0 ? undefined : markup`<p class="meta">Looked at by ${checks.map(({ id: check }) => markup`<a href="#${toAnchor('check', check)}">${check}</a> `)}</p>`}
<p class="part">Request</p>
<pre class="url">${method} ${shortened(exchange.url, MAX_VALUE_LENGTH)}</pre>
${renderHeaders(requestHeaders)}
${renderBody('Request body', requestBody, undefined)}
<p class="part">Answer: ${formatStatus(exchange)}</p>
${error === undefined ? undefined : markup`<p class="trouble">${shortened(error, MAX_VALUE_LENGTH)}</p>`}
${renderHeaders(responseHeaders)}
${renderBody('Answer body', responseBody, exchange.responseBytes)}
${
  isCallback
    ? undefined
    : markup`<p class="part">Repeat it with curl</p>
${renderCurl(exchange)}`
}
</div>
</details>
`;
}

function renderHeaders(all: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(all).slice(0, MAX_HEADERS);
  if (entries.length === 0) return undefined;
  return markup`<dl class="headers">${entries.map(([name, value]) => markup`<div><dt>${shortened(name, MAX_VALUE_LENGTH)}</dt><dd>${shortened(value, MAX_VALUE_LENGTH)}</dd></div>`)}</dl>`;
}

function renderBody(label: string, text: string | undefined, bytes: number | undefined): Markup | undefined {
  if (text === undefined || text === '') return undefined;
  const kept = parseCapturedBody(text);
  const isShortened = kept.text.length > MAX_BODY_LENGTH || !kept.isWhole;
  const note =
    isShortened && bytes !== undefined ? markup`<p class="meta">Shortened; it had ${bytes} bytes.</p>` : undefined;
  const shown = formatJson(cut(kept.text, MAX_BODY_LENGTH), isShortened);
  return markup`<pre class="body" role="group" aria-label="${label}" tabindex="0">${shown}</pre>${note}`;
}
