import { ConfigurationError } from '../schema/mistake.ts';
import { type Bypass, parseNoProxy } from './no-proxy.ts';

/** A proxy of the environment. */
export interface HttpProxy {
  readonly protocol: 'http:' | 'https:';
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Host and port, without user name and password: the name of the proxy in texts. */
  readonly host: string;
  /** The value of `Proxy-Authorization` (RFC 7617). */
  readonly authorization?: string;
}

/** Returns the proxy for requests to a URL; undefined where they go to the host itself. */
export type FindProxy = (url: URL) => HttpProxy | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/** The ports of proxies without one, as curl has them. */
const DEFAULT_PORTS = { 'http:': 1080, 'https:': 443 } as const;

/**
 * Reads the proxies of the environment as curl does: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in lower case
 * or else in upper case. An empty variable counts as missing.
 * @throws ConfigurationError with the name of a variable that cannot be used; its value may have a password, and is not in
 * the text
 */
export function readProxies(environment: Environment): FindProxy {
  const proxies = {
    'http:': readProxy(environment, ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']),
    'https:': readProxy(environment, ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']),
  };
  const isBypassed: Bypass = read(environment, ['no_proxy', 'NO_PROXY'], parseNoProxy) ?? (() => false);
  return ({ protocol, hostname, port }) => {
    if (protocol !== 'http:' && protocol !== 'https:') return undefined;
    const targetPort = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    return isBypassed(hostname, targetPort) ? undefined : proxies[protocol];
  };
}

/** Returns an environment in which programs that honor these variables reach this machine without a proxy. */
export function exceptLoopback(environment: Environment): Environment {
  const exceptions = [environment['no_proxy'] || environment['NO_PROXY'], '127.0.0.1', 'localhost', '::1'];
  const text = exceptions.filter(Boolean).join(',');
  return { ...environment, no_proxy: text, NO_PROXY: text };
}

function readProxy(environment: Environment, names: readonly string[]): HttpProxy | undefined {
  return read(environment, names, parseProxy);
}

/** Parses the first of some variables that is not empty. */
function read<T>(environment: Environment, names: readonly string[], parse: (text: string) => T): T | undefined {
  const name = names.find((candidate) => environment[candidate]?.trim());
  if (name === undefined) return undefined;
  try {
    return parse(environment[name]?.trim() ?? '');
  } catch (error) {
    // Not the cause: an error of URL repeats the value.
    throw new ConfigurationError([{ path: [name], message: (error as Error).message }]);
  }
}

const EXPECTED =
  'expected [http://][user:password@]host[:port], with other characters of user and password as %XX, got another text';

/**
 * Parses the value of a variable such as `HTTPS_PROXY`.
 * @throws Error that says what was expected; it does not repeat the value
 */
export function parseProxy(text: string): HttpProxy {
  const [, scheme = 'http', rest = text] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  if (/^socks/i.test(scheme)) throw new Error('expected an http or https proxy, got a SOCKS proxy');
  const protocol = `${scheme.toLowerCase()}:`;
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(EXPECTED);
  const [authority = ''] = rest.split(/[/?#\\]/);
  const url = `${protocol}//${authority}`;
  // An @ after the host: the password has a character that ends the host.
  if (rest.slice(authority.length).includes('@') || !URL.canParse(url)) throw new Error(EXPECTED);
  const { hostname, username, password } = new URL(url);
  // URL drops the default port of its scheme, which is another one than that of proxies.
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? DEFAULT_PORTS[protocol]);
  if (port === 0) throw new Error('expected a port from 1 to 65535, got 0');
  return {
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    host: `${hostname}:${port}`,
    ...(username !== '' || password !== '' ? { authorization: encodeBasic(username, password) } : {}),
  };
}

function encodeBasic(username: string, password: string): string {
  return `Basic ${Buffer.concat([decodePercent(username), Buffer.from(':'), decodePercent(password)]).toString('base64')}`;
}

/** Decodes percent-encoded bytes, of any character encoding. */
function decodePercent(text: string): Buffer {
  const decoded = text.replace(/%([\dA-F]{2})/gi, (_encoded, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}
