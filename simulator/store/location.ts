/** The expectation in the text about a wrong location. */
export const EXPECTED_LOCATION = 'a folder, or a percent-encoded URL such as postgres://sandbox@db.example/sandbox';

const POSTGRES = /^postgres(?:ql)?:\/\//i;
/** A URL or a connection string with a mistake, which as a folder would show its password. */
const MISTYPED = [/^\s*postgres(?:ql)?:/i, /:\/\//, /:.*@/s, /password\s*=/i];
const WINDOWS_DRIVE = /^[a-z]:[\\/]/i;

/** Returns whether a location is that of a database. */
export function isDatabaseLocation(location: string): boolean {
  return POSTGRES.test(location);
}

/** Returns whether a text is the location of a store: the path of a folder, or the URL of a PostgreSQL database. */
export function isStoreLocation(text: string): boolean {
  if (isDatabaseLocation(text)) return isDatabaseUrl(text);
  if (text.trim() === '' || text.includes('\0')) return false;
  return WINDOWS_DRIVE.test(text) || !MISTYPED.some((mistake) => mistake.test(text));
}

/**
 * Returns whether a text is the URL of a database. An unencoded `/`, `?` or `#` in a password ends the host early: then the
 * rest of the password is in the path, the query or the fragment, and so is the `@` after it.
 */
export function isDatabaseUrl(text: string): boolean {
  if (!POSTGRES.test(text) || !URL.canParse(text)) return false;
  const { pathname, search } = new URL(text);
  return !text.includes('#') && !`${pathname}${search}`.includes('@');
}
