import { curlOf } from '../curl.ts';
import type { ReportedExchange } from '../report.ts';
import { type Markup, markup } from './markup.ts';

/** A longer one is not pasted by anybody, and a part of one is no use. */
const LONGEST = 20_000;

/** A request as curl, to be copied. */
export function curlBlock(exchange: ReportedExchange): Markup {
  const command = curlOf(exchange);
  if (command.length > LONGEST)
    return markup`<p class="meta">With ${command.length} characters it is too long to paste.</p>`;
  return markup`<pre class="curl">${command}</pre>`;
}
