import { cut, shorten } from '../../../output/terminal-text.ts';
import { keptBody } from '../kept-body.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../report.ts';
import { duration } from '../words.ts';
import { curlBlock } from './curl-block.ts';
import { readablePath, statusOf } from './exchange-name.ts';
import { anchor, type Markup, markup } from './markup.ts';
import { prettyJson } from './pretty-json.ts';
import type { Section } from './section.ts';

/** A longer body is cut: a page of many megabytes opens nowhere. */
const LONGEST_BODY = 20_000;
const LONGEST_VALUE = 2000;
const MOST_HEADERS = 60;

/** Every exchange as evidence, closed until it is asked for. */
export function exchangesSection(report: CheckReport): Section | undefined {
  const { exchanges, checks, target } = report;
  if (exchanges.length === 0) return undefined;
  const shownBy = new Map<string, CheckResult[]>();
  for (const check of checks) {
    for (const id of check.exchanges) shownBy.set(id, [...(shownBy.get(id) ?? []), check]);
  }
  const body = markup`<p class="exchange-tools"></p>
${exchanges.map((exchange) => evidence(exchange, shownBy.get(exchange.id) ?? [], target.baseUrl))}`;
  return { id: 'exchanges', title: 'Exchanges', count: exchanges.length, body };
}

function evidence(exchange: ReportedExchange, checks: readonly CheckResult[], baseUrl: string): Markup {
  const { id, direction, purpose, method, requestHeaders, responseHeaders, requestBody, responseBody, error } =
    exchange;
  const isCallback = direction === 'from-xis';
  return markup`<details class="exchange" id="${anchor('exchange', id)}">
<summary><span class="line"><b>${id}</b> ${isCallback ? markup`<span class="mark callback">callback</span> ` : undefined}<code class="path">${method} ${shorten(readablePath(exchange, baseUrl), 400)}</code> <span class="status">${statusOf(exchange)}</span></span> <span class="purpose">${duration(exchange.durationMs)} · ${purpose}</span></summary>
<div class="inside">
<p class="meta"><time datetime="${exchange.at}">${exchange.at}</time> · ${isCallback ? 'the XIS to xis-testkit' : 'xis-testkit to the XIS'}</p>
${checks.length === 0 ? undefined : markup`<p class="meta">Looked at by ${checks.map(({ id: check }) => markup`<a href="#${anchor('check', check)}">${check}</a> `)}</p>`}
<p class="part">Request</p>
<pre class="url">${method} ${shorten(exchange.url, LONGEST_VALUE)}</pre>
${headers(requestHeaders)}
${content('Request body', requestBody, undefined)}
<p class="part">Answer: ${statusOf(exchange)}</p>
${error === undefined ? undefined : markup`<p class="trouble">${shorten(error, LONGEST_VALUE)}</p>`}
${headers(responseHeaders)}
${content('Answer body', responseBody, exchange.responseBytes)}
${
  isCallback
    ? undefined
    : markup`<p class="part">Repeat it with curl</p>
${curlBlock(exchange)}`
}
</div>
</details>
`;
}

function headers(all: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(all).slice(0, MOST_HEADERS);
  if (entries.length === 0) return undefined;
  return markup`<dl class="headers">${entries.map(([name, value]) => markup`<div><dt>${shorten(name, LONGEST_VALUE)}</dt><dd>${shorten(value, LONGEST_VALUE)}</dd></div>`)}</dl>`;
}

function content(label: string, text: string | undefined, bytes: number | undefined): Markup | undefined {
  if (text === undefined || text === '') return undefined;
  const kept = keptBody(text);
  const isShortened = kept.text.length > LONGEST_BODY || !kept.isWhole;
  const note =
    isShortened && bytes !== undefined ? markup`<p class="meta">Shortened; it had ${bytes} bytes.</p>` : undefined;
  const shown = prettyJson(cut(kept.text, LONGEST_BODY), isShortened);
  return markup`<pre class="body" role="group" aria-label="${label}" tabindex="0">${shown}</pre>${note}`;
}
