import { isAgb } from '../fhir/agb.ts';
import { isBsn } from '../fhir/bsn.ts';
import { isId } from '../fhir/id.ts';
import { isInstant } from '../fhir/instant.ts';

/** Whether a text is an absolute http(s) url. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** String formats by name; a part adds its own before its schemas are first used. */
export const formats = new Map<string, (text: string) => boolean>([
  ['instant', isInstant],
  ['agb', isAgb],
  ['bsn', isBsn],
  ['fhir-id', isId],
  ['http-url', isHttpUrl],
]);

/** Adds a string format (for instance a time of day) that schemas may name. */
export function defineFormat(name: string, validate: (text: string) => boolean): void {
  formats.set(name, validate);
}

/**
 * The check of a format, looked up when it is used: what the build has compiled is loaded before all are known.
 * @public used by that code only
 */
export function formatCheck(name: string): (text: string) => boolean {
  return (text) => formats.get(name)?.(text) ?? false;
}
