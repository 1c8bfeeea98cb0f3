import { type Keywords, type Schema, string } from './schema.ts';

type Accepts = (text: string) => boolean;

const formats = new Map<string, Accepts>();

/**
 * Defines a string format. Only the function that it returns makes schemas of the format, so no schema can name a format
 * whose definition is not loaded.
 * @example
 * const evenString = stringFormat('even-length', (text) => text.length % 2 === 0);
 * const schema = object({ code: evenString({ description: 'A code of even length.' }) });
 */
export function stringFormat(name: string, accepts: Accepts): (keywords?: Keywords) => Schema<string> {
  if (formats.has(name)) throw new Error(`the format '${name}' is defined twice`);
  formats.set(name, accepts);
  return (keywords = {}) => ({ ...string(), format: name, ...keywords });
}

/** Returns all formats that are defined so far, by name. */
export function definedFormats(): ReadonlyMap<string, Accepts> {
  return formats;
}

/**
 * Returns the check of a format. It is looked up with each text: code that was compiled by the build is loaded before the
 * schemas, and so before the formats.
 * @public used by that code only
 */
export function formatCheck(name: string): Accepts {
  return (text) => {
    const accepts = formats.get(name);
    if (!accepts) throw new Error(`the format '${name}' is not defined`);
    return accepts(text);
  };
}

export const httpUrlString = stringFormat('http-url', (text) => {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
});

/** Returns whether paths can be appended to a url. It has no password, because reports and logs show the url. */
export function isHttpBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

export const httpBaseString = stringFormat('http-base', isHttpBase);

/** The origin of web pages, as browsers write it: without a path, and without the default port (RFC 6454). */
export const originString = stringFormat('http-origin', (text) => {
  return isHttpBase(text) && new URL(text).origin === text;
});
