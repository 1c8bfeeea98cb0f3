import { stringFormat } from '../schema/formats.ts';
import type { Keywords } from '../schema/schema.ts';
import { isAgb } from './agb.ts';
import { isBsn } from './bsn.ts';
import { isId } from './id.ts';
import { isInstant, parseInstant } from './instant.ts';

export const agbString = stringFormat('agb', isAgb);

export const bsnString = stringFormat('bsn', isBsn);

export const fhirIdString = stringFormat('fhir-id', isId);

export const instantString = stringFormat('instant', isInstant);

/** An instant under the name that OpenAPI has for it. */
export const dateTimeString = stringFormat('date-time', isInstant);

export const dateString = stringFormat('date', (text) => parseInstant(`${text}T00:00:00Z`) !== undefined);

const URN = /^urn:(?:oid:[0-2](?:\.(?:0|[1-9]\d*))+|uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const system = stringFormat('system', (text) => {
  const isUrl = /^https?:[^\s|]+$/i.test(text) && URL.canParse(text);
  return isUrl || URN.test(text);
});

/** Creates the schema of the system of a code: a url, or an OID or UUID as URN. */
export function systemString(keywords: Keywords) {
  return system({ expected: 'an http(s) url, urn:oid:… or urn:uuid:…', ...keywords });
}

/** A token with a system, `system|value`. */
export const categoryTokenString = stringFormat('category-token', (text) => /^[^|\s]+\|[^|\s]+$/.test(text));
