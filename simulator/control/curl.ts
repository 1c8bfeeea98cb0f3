import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import { quoteForShell } from '../../output/quote-for-shell.ts';
import type { JournalEntry } from '../world/journal.ts';

const INCOMPLETE = '# Replace the values in brackets: the journal does not keep them.\n';

/** A value that the journal has replaced. */
const REPLACED = /\[(?:redacted|other|bsn|token|left out|other keys|deeper levels left out)\]|\(\d+ characters\)/;

/**
 * Formats a request of the journal as a curl command for a POSIX shell, with the published organization header (TR-2). The
 * token comes from `XIS_TESTKIT_TOKEN`. No text of the request can break out of its quotes.
 * @param target.base the public FHIR base
 */
export function formatCurl(
  { method, url, body, caller }: Pick<JournalEntry, 'method' | 'url' | 'body' | 'caller'>,
  target: { readonly base: string; readonly agb: string },
): string {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const parts = [
    ...chooseMethod(method, text !== undefined),
    `-H ${quoteForShell(`${ORGANIZATION_HEADERS[0]}: ${AGB_SYSTEM}|${target.agb}`)}`,
    ...(caller === undefined ? [] : ['-H "Authorization: Bearer $XIS_TESTKIT_TOKEN"']),
    // Not --data, which reads a file when the text begins with an @.
    ...(text === undefined
      ? []
      : [`-H ${quoteForShell('Content-Type: application/fhir+json')}`, `--data-raw ${quoteForShell(text)}`]),
    `--url ${quoteForShell(toClientUrl(url, target.base))}`,
  ];
  const note = REPLACED.test(`${url}${text ?? ''}`) ? INCOMPLETE : '';
  // Without --globoff, curl reads `[` and `{` in a url as a range or a list.
  return note + ['curl -sSi --globoff', ...parts].join(' \\\n  ');
}

function chooseMethod(method: string, hasBody: boolean): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : [`-X ${quoteForShell(method)}`];
}

/** The path of the FHIR API on this server; behind a proxy, the public base may have another one. */
const PATH = '/fhir';

/** Returns the url as a client sends it. The query of the journal is decoded. */
function toClientUrl(url: string, base: string): string {
  const [path = '', ...query] = url.split('?');
  const start =
    path === PATH || path.startsWith(`${PATH}/`) ? base + path.slice(PATH.length) : new URL(base).origin + path;
  const pairs = query
    .join('?')
    .split('&')
    .filter((pair) => pair !== '')
    .map(encodePair);
  return pairs.length === 0 ? start : `${start}?${pairs.join('&')}`;
}

/** Encodes a parameter: a space was an unencoded `+` (SL-15). The characters that need no encoding stay readable. */
function encodePair(pair: string): string {
  return encodeURIComponent(pair)
    .replace('%3D', '=')
    .replace(/%(?:3A|2F|2C|5B|5D)/g, (code) => decodeURIComponent(code))
    .replaceAll('%20', '+');
}
