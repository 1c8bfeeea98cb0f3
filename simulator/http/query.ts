import { isKnownKey, redactValue } from '../../output/redaction.ts';
import type { Parameters } from '../interactions/interaction.ts';

/** A query, read. */
export interface Query {
  readonly raw: string;
  readonly parameters: Parameters;
  /** As it may be kept: values of the protocol as they are, anything else only by its length. */
  readonly redacted: string;
}

/** Reads a query; undefined when its percent-encoding is broken. A `+` reads as a space (SL-15). */
export function parseQuery(raw: string): Query | undefined {
  if (raw === '') return { raw, parameters: [], redacted: '' };
  const parameters: (readonly [string, string])[] = [];
  let redacted = '';
  try {
    for (const pair of raw.split('&')) {
      if (pair === '') continue;
      const at = pair.indexOf('=');
      const name = decode(at < 0 ? pair : pair.slice(0, at));
      const value = at < 0 ? '' : decode(pair.slice(at + 1));
      parameters.push([name, value]);
      const kept = isKnownKey(name) ? `${name}=${redactValue(name, value)}` : '[other]';
      redacted += redacted === '' ? kept : `&${kept}`;
    }
  } catch {
    return undefined;
  }
  return { raw, parameters, redacted };
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}
