import { stringFormat } from '../schema/formats.ts';
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

/** A token with a system, `system|value`. */
export const categoryTokenString = stringFormat('category-token', (text) => /^[^|\s]+\|[^|\s]+$/.test(text));
