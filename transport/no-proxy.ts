import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Whether requests to a host and a port go past the proxy. */
export type Bypass = (hostname: string, port: number) => boolean;

/**
 * Parses `NO_PROXY` as curl does: names with their subdomains, addresses, and networks (CIDR), separated by commas or spaces.
 * An entry with a port, which curl does not have, is for that port alone; `*` is every host.
 * @throws Error that says what was expected, for an entry that cannot be used; it does not repeat the entry
 */
export function parseNoProxy(text: string): Bypass {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const bypasses = entries.map((entry) => parseEntry(entry.toLowerCase()));
  return (hostname, port) => {
    const host = normalizeHost(hostname);
    return bypasses.some((bypass) => bypass(host, port));
  };
}

function parseEntry(entry: string): Bypass {
  if (entry === '*') return () => true;
  if (entry.includes('/')) return parseNetwork(entry);
  // Without brackets, an IPv6 address has no port.
  const hasPort = isIP(entry) === 0 && /:[^\]]*$/.test(entry);
  const host = normalizeHost(hasPort ? entry.slice(0, entry.lastIndexOf(':')) : entry);
  const matches = isIP(host) === 0 ? matchName(host) : matchAddress(host);
  if (!hasPort) return matches;
  const expected = parsePort(entry.slice(entry.lastIndexOf(':') + 1));
  return (hostname, port) => port === expected && matches(hostname, port);
}

/** Removes the brackets of an IPv6 address and the dot of the root from a host, in lower case. */
function normalizeHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Error('expected a port from 1 to 65535 after the host, got another text');
  return port;
}

function parseNetwork(entry: string): Bypass {
  const [, address = '', prefix = ''] = /^\[?([^\]/]*)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  if (version === 0 || Number(prefix) > longest) {
    throw new Error('expected a network such as 10.0.0.0/8 or fd00::/8 where there is a slash, got another text');
  }
  const networks = new BlockList();
  networks.addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
  return matchIn(networks);
}

function matchAddress(address: string): Bypass {
  const addresses = new BlockList();
  addresses.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return matchIn(addresses);
}

function matchIn(list: BlockList): Bypass {
  return (hostname) => isIP(hostname) !== 0 && list.check(hostname, isIP(hostname) === 6 ? 'ipv6' : 'ipv4');
}

/** Matches a name and its subdomains; `.example.org` and `*.example.org` are `example.org`. */
function matchName(pattern: string): Bypass {
  const bare = pattern.replace(/^\*?\.+/, '');
  const name = domainToASCII(bare) || bare;
  return (hostname) => isIP(hostname) === 0 && (hostname === name || hostname.endsWith(`.${name}`));
}
