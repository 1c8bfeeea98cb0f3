import { cut, shorten } from '../../../output/terminal-text.ts';
import { formatPath, formatStatus, parseCapturedBody } from '../exchange.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../report.ts';
import { formatDuration } from '../words.ts';
import { renderCurl, type Section } from './elements.ts';
import { formatJson } from './format-json.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** Limits that keep the page small enough for a browser. */
const MAX_BODY_LENGTH = 20_000;
const MAX_PATH_LENGTH = 400;
const MAX_VALUE_LENGTH = 2000;
const MAX_HEADERS = 60;

/** Renders every exchange as evidence, initially closed. */
export function renderExchanges(report: CheckReport): Section | undefined {
  const { exchanges, checks, target } = report;
  if (exchanges.length === 0) return undefined;
  const checksByExchange = new Map<string, CheckResult[]>();
  for (const check of checks) {
    for (const id of check.exchanges) checksByExchange.set(id, [...(checksByExchange.get(id) ?? []), check]);
  }
  const body = markup`<p class="exchange-tools"></p>
${exchanges.map((exchange) => renderExchange(exchange, checksByExchange.get(exchange.id) ?? [], target.baseUrl))}`;
  return { id: 'exchanges', title: 'Exchanges', count: exchanges.length, body };
}

function renderExchange(exchange: ReportedExchange, checks: readonly CheckResult[], baseUrl: string): Markup {
  const { id, direction, purpose, method, requestHeaders, responseHeaders, requestBody, responseBody, error } =
    exchange;
  const isCallback = direction === 'from-xis';
  return markup`<details class="exchange" id="${toAnchor('exchange', id)}">
<summary><span class="line"><b>${id}</b> ${isCallback ? markup`<span class="mark callback">callback</span> ` : undefined}<code class="path">${method} ${shorten(formatPath(exchange, baseUrl), MAX_PATH_LENGTH)}</code> <span class="status">${formatStatus(exchange)}</span></span> <span class="purpose">${formatDuration(exchange.durationMs)} · ${purpose}</span></summary>
<div class="inside">
<p class="meta"><time datetime="${exchange.at}">${exchange.at}</time> · ${isCallback ? 'the XIS to xis-testkit' : 'xis-testkit to the XIS'}</p>
${checks.length === 0 ? undefined : markup`<p class="meta">Evidence for ${checks.map(({ id: check }) => markup`<a href="#${toAnchor('check', check)}">${check}</a> `)}</p>`}
<p class="part">Request</p>
<pre class="url">${method} ${shorten(exchange.url, MAX_VALUE_LENGTH)}</pre>
${renderHeaders(requestHeaders)}
${renderBody('Request body', requestBody, undefined)}
<p class="part">Response: ${formatStatus(exchange)}</p>
${error === undefined ? undefined : markup`<p class="trouble">${shorten(error, MAX_VALUE_LENGTH)}</p>`}
${renderHeaders(responseHeaders)}
${renderBody('Response body', responseBody, exchange.responseBytes)}
${
  isCallback
    ? undefined
    : markup`<p class="part">Repeat with curl</p>
${renderCurl(exchange)}`
}
</div>
</details>
`;
}

function renderHeaders(headers: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(headers).slice(0, MAX_HEADERS);
  if (entries.length === 0) return undefined;
  return markup`<dl class="headers">${entries.map(([name, value]) => markup`<div><dt>${shorten(name, MAX_VALUE_LENGTH)}</dt><dd>${shorten(value, MAX_VALUE_LENGTH)}</dd></div>`)}</dl>`;
}

function renderBody(label: string, text: string | undefined, bytes: number | undefined): Markup | undefined {
  if (text === undefined || text === '') return undefined;
  const body = parseCapturedBody(text);
  const isShortened = body.text.length > MAX_BODY_LENGTH || !body.isWhole;
  const note =
    isShortened && bytes !== undefined ? markup`<p class="meta">Shortened from ${bytes} bytes.</p>` : undefined;
  const shown = formatJson(cut(body.text, MAX_BODY_LENGTH), isShortened);
  return markup`<pre class="body" role="group" aria-label="${label}" tabindex="0">${shown}</pre>${note}`;
}
