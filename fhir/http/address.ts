/** Returns whether only this machine reaches a server that listens on a host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Returns whether a url is one of this machine only. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));
}

/** Returns the url by which this machine reaches a server. */
export function localAddress(host: string, port: number): string {
  return `http://${formatHost(host)}:${port}`;
}

/** Formats a host for a url; a server that listens on all addresses is reached as localhost. */
function formatHost(host: string): string {
  if (isLoopback(host) || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
