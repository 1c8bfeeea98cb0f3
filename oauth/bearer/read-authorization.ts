import type { IncomingMessage } from 'node:http';

/** The credentials of a request: a bearer token, or why the request has no usable one. */
export type Credentials = { readonly token: string } | { readonly problem: 'missing' | 'malformed' | 'several' };

/** A bearer token as RFC 6750, section 2.1, has it. */
const B64_TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** Reads the bearer token of a request (RFC 6750): from the header alone, and never from the query. */
export function readAuthorization({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>): Credentials {
  // Node.js keeps the first of several headers of that name only.
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isAuthorization(rawHeaders[index - 1]));
  const [value, ...others] = values;
  if (value === undefined) return { problem: 'missing' };
  if (others.length > 0 || /[?&]access_token=/.test(url)) return { problem: 'several' };
  const [scheme = '', token = '', ...rest] = value.trim().split(/ +/);
  if (scheme.toLowerCase() !== 'bearer') return { problem: 'missing' };
  return rest.length === 0 && B64_TOKEN.test(token) ? { token } : { problem: 'malformed' };
}

function isAuthorization(name: string | undefined): boolean {
  return name?.toLowerCase() === 'authorization';
}
