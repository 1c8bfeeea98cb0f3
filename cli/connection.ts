import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContextOptions } from 'node:tls';
import { UsageError } from './usage-error.ts';

/** What TLS needs beside what Node has: an authority, a client certificate with its key. All PEM. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

const PROXY = /^https?_proxy$/i;

/**
 * A `fetch` that trusts another authority, shows a client certificate, and goes through the proxy of the environment
 * (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`). Without any of these it is Node's own.
 * @throws UsageError for certificates and keys that cannot be used
 */
export async function createFetch({ ca, ...own }: TlsFiles): Promise<typeof fetch> {
  const proxied = Object.keys(process.env).some((name) => PROXY.test(name));
  const hasTls = ca !== undefined || own.cert !== undefined;
  if (!proxied && !hasTls) return fetch;
  const tls: SecureContextOptions = {
    ...own,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ...certificatesIn(ca)] }),
  };
  checkTls(tls);
  // Loaded here: most calls do without.
  const { EnvHttpProxyAgent, fetch: fetchWith } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls });
  return ((input: string, init: object) => fetchWith(input, { ...init, dispatcher })) as typeof fetch;
}

/** Each certificate of a PEM file; OpenSSL would pass over what is none. */
function certificatesIn(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    throw new UsageError('--ca: cannot be used (one of its certificates cannot be read)');
  }
  if (blocks.length === 0) throw new UsageError('--ca: cannot be used (it holds no certificate in PEM form)');
  return blocks;
}

function checkTls(tls: SecureContextOptions): void {
  try {
    createSecureContext(tls);
  } catch (error) {
    // OpenSSL's own words hold nothing of the key.
    throw new UsageError(`--client-cert, --client-key: cannot be used (${(error as Error).message})`);
  }
}
