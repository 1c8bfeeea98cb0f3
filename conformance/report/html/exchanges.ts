import { cut, shorten } from '../../../output/terminal-text.ts';
import { formatPath, formatStatus, parseCapturedBody } from '../exchange.ts';
import type { CheckReport, CheckResult, ReportedExchange } from '../report.ts';
import { formatCount, formatDuration } from '../words.ts';
import { renderCurl, renderFold, type Section } from './elements.ts';
import { formatJson } from './format-json.ts';
import { type Markup, markup, toAnchor } from './markup.ts';

/** Limits that keep the page small enough for a browser. */
const MAX_BODY_LENGTH = 20_000;
const MAX_PATH_LENGTH = 400;
const MAX_VALUE_LENGTH = 2000;
const MAX_HEADERS = 60;

/** The verdicts whose evidence is not folded. */
const PROBLEMS: ReadonlySet<CheckResult['verdict']> = new Set(['fail', 'warn', 'error']);

/** A body of the same text is shown once, unless it is shorter than this. */
const MIN_SHARED_LENGTH = 500;
const MAX_CHECKS = 12;

/** Renders every exchange as evidence, initially closed; those without a problem are folded. */
export function renderExchanges(report: CheckReport): Section | undefined {
  const { exchanges, checks, target } = report;
  if (exchanges.length === 0) return undefined;
  const checksByExchange = new Map<string, CheckResult[]>();
  for (const check of checks) {
    for (const id of check.exchanges) checksByExchange.set(id, [...(checksByExchange.get(id) ?? []), check]);
  }
  const firstWithBody = new Map([...exchanges].reverse().map(({ id, responseBody }) => [responseBody, id]));
  const render = (list: readonly ReportedExchange[]): Markup =>
    markup`${list.map((exchange) =>
      renderExchange(exchange, {
        checks: checksByExchange.get(exchange.id) ?? [],
        baseUrl: target.baseUrl,
        sameBody: firstWithBody.get(exchange.responseBody) ?? exchange.id,
      }),
    )}`;
  const isProblem = ({ id }: ReportedExchange): boolean =>
    (checksByExchange.get(id) ?? []).some(({ verdict }) => PROBLEMS.has(verdict));
  const others = exchanges.filter((exchange) => !isProblem(exchange));
  const body = markup`<p class="exchange-tools"></p>
${render(exchanges.filter(isProblem))}${
  others.length === 0
    ? undefined
    : renderFold({
        id: 'exchanges-others',
        title: 'Exchanges without a problem',
        count: others.length,
        isOpen: false,
        body: render(others),
      })
}`;
  return { id: 'exchanges', title: 'Exchanges', count: exchanges.length, body };
}

interface Surroundings {
  /** The checks for which it is evidence. */
  readonly checks: readonly CheckResult[];
  readonly baseUrl: string;
  /** The id of the first exchange with the same response body. */
  readonly sameBody: string;
}

function renderExchange(exchange: ReportedExchange, { checks, baseUrl, sameBody }: Surroundings): Markup {
  const { id, direction, purpose, method, requestHeaders, responseHeaders, requestBody, responseBody, error } =
    exchange;
  const isCallback = direction === 'from-xis';
  return markup`<details class="exchange" id="${toAnchor('exchange', id)}">
<summary><span class="line"><b>${id}</b> ${isCallback ? markup`<span class="mark callback">callback</span> ` : undefined}<code class="path">${method} ${shorten(formatPath(exchange, baseUrl), MAX_PATH_LENGTH)}</code> <span class="status">${formatStatus(exchange)}</span></span> <span class="purpose">${formatDuration(exchange.durationMs)} · ${purpose}</span></summary>
<div class="inside">
<p class="meta"><time datetime="${exchange.at}">${exchange.at}</time> · ${isCallback ? 'the XIS to xis-testkit' : 'xis-testkit to the XIS'}</p>
${renderEvidenceFor(checks)}
<p class="part">Request</p>
<pre class="url">${method} ${shorten(exchange.url, MAX_VALUE_LENGTH)}</pre>
${renderHeaders(requestHeaders)}
${renderBody('Request body', requestBody, undefined)}
<p class="part">Response: ${formatStatus(exchange)}</p>
${error === undefined ? undefined : markup`<p class="trouble">${shorten(error, MAX_VALUE_LENGTH)}</p>`}
${renderHeaders(responseHeaders)}
${
  sameBody !== id && (responseBody ?? '').length > MIN_SHARED_LENGTH
    ? markup`<p class="meta">The response body is that of <a href="#${toAnchor('exchange', sameBody)}">${sameBody}</a>.</p>`
    : renderBody('Response body', responseBody, exchange.responseBytes)
}
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

function renderEvidenceFor(checks: readonly CheckResult[]): Markup | undefined {
  if (checks.length === 0) return undefined;
  const links = checks.slice(0, MAX_CHECKS).map(({ id }) => markup`<a href="#${toAnchor('check', id)}">${id}</a> `);
  const remaining = checks.length - MAX_CHECKS;
  return markup`<p class="meta">Evidence for ${links}${remaining > 0 ? `and ${formatCount(remaining, 'other check')}` : undefined}</p>`;
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
