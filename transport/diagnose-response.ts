import type { ProblemCode } from './problems.ts';

/** A response, as far as a diagnosis needs it. */
export interface ReceivedResponse {
  /** The URL of the request. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of its body. */
  readonly text: string;
  /** Host and port of the proxy that the request went through; undefined without one. */
  readonly proxy?: string | undefined;
}

/** What really answered, and where that leads. */
export interface ResponseDiagnosis {
  readonly code: ProblemCode;
  /** What a text adds, without a query: where a redirect leads, or the name of the proxy. */
  readonly note?: string;
}

const LOGIN = /\b(?:log-?in|log-?on|sign-?in|signin|auth|oauth2?|authorize|saml2?|sso|adfs|openid-connect)\b/i;
const LOGIN_FORM = /<input[^>]{0,200}type\s*=\s*["']?password/i;
const PLAIN_HTTP_ON_TLS = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i;
const HTTP2_WANTED = /missing ALPN protocol|HTTP\/2 (?:is )?(?:only|required)/i;
/** Headers that proxies add to errors of their own; `Via` is also in the responses that they forward. */
const PROXY_HEADERS = ['x-squid-error', 'proxy-authenticate', 'proxy-status'];
const MAX_LOCATION_LENGTH = 200;

/** Returns what answered in the place of a XIS; undefined where the response may be that of a XIS. */
export function diagnoseResponse(response: ReceivedResponse): ResponseDiagnosis | undefined {
  const { status, headers, proxy } = response;
  // A body that begins like JSON is that of a XIS, with any text in it.
  const text = /^\s*[{[]/.test(response.text) ? '' : response.text;
  if (status === 407) return { code: 'proxy-authentication', note: proxyNote(response) };
  // Of plain http, the response is that of the proxy or passed on by it; of https, it comes through a tunnel.
  const isPassedOn = response.url.startsWith('http:');
  const isProxys =
    proxy !== undefined && !isJson(headers) && (isPassedOn || PROXY_HEADERS.some((name) => headers.has(name)));
  if (isProxys && [403, 502, 503, 504, 511].includes(status)) {
    return { code: 'proxy-refused', note: proxyNote(response) };
  }
  if (status === 401) {
    const challenge = headers.get('www-authenticate') ?? '';
    return { code: /basic/i.test(challenge) && !/bearer/i.test(challenge) ? 'basic-wanted' : 'not-authenticated' };
  }
  if (status >= 300 && status < 400) return diagnoseRedirect(response);
  if (status === 400 && PLAIN_HTTP_ON_TLS.test(text)) return { code: 'http-on-https-port' };
  if (status === 505 || (status === 426 && /h2/i.test(headers.get('upgrade') ?? '')) || HTTP2_WANTED.test(text)) {
    return { code: 'http2-only' };
  }
  if (isJson(headers)) return undefined;
  if (/^\s*(?:<\?xml[^>]*>\s*)?<\w+[^>]*xmlns\s*=\s*["']http:\/\/hl7\.org\/fhir/.test(text)) return { code: 'xml' };
  return LOGIN_FORM.test(text) ? { code: 'login-page' } : undefined;
}

/** Problems that a device between may cause, at any time. */
const OF_DEVICES: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'proxy-authentication',
  'proxy-refused',
  'basic-wanted',
  'redirect-login',
  'redirect-host',
  'login-page',
]);

/**
 * Returns what may have answered in the place of a XIS that has accepted requests before. It has if a request that was
 * accepted is refused now as well: the caller finds out.
 */
export function suspectObstacle(response: ReceivedResponse): ResponseDiagnosis | undefined {
  const diagnosis = diagnoseResponse(response);
  if (diagnosis && OF_DEVICES.has(diagnosis.code)) return diagnosis;
  if (response.status === 401) return { code: 'token-expired', note: '401' };
  return response.status === 403 && !isJson(response.headers) ? { code: 'gateway-refused' } : undefined;
}

function proxyNote({ proxy, status }: ReceivedResponse): string {
  return proxy === undefined ? String(status) : `${proxy}, ${status}`;
}

function isJson(headers: Headers): boolean {
  return /\bjson\b/i.test(headers.get('content-type') ?? '');
}

function diagnoseRedirect({ url, headers }: ReceivedResponse): ResponseDiagnosis {
  const from = new URL(url);
  const location = headers.get('location');
  const to = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (!to) return { code: 'redirect' };
  const note = `to ${to.origin}${to.pathname}`.slice(0, MAX_LOCATION_LENGTH);
  const trim = (path: string): string => path.replace(/\/+$/, '');
  if (LOGIN.test(`${to.hostname}${to.pathname}`) && !LOGIN.test(`${from.hostname}${from.pathname}`)) {
    return { code: 'redirect-login', note };
  }
  const isSamePath = trim(from.pathname) === trim(to.pathname);
  if (from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname && isSamePath) {
    return { code: 'redirect-https', note };
  }
  if (from.host !== to.host) return { code: 'redirect-host', note };
  if (isSamePath && from.pathname !== to.pathname) return { code: 'redirect-slash', note };
  return { code: 'redirect', note };
}
