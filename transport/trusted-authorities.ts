import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where systems keep the certificates that they trust, in one file: Debian, Red Hat, SUSE, Alpine and macOS, FreeBSD. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/etc/ssl/cert.pem',
];

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Returns each certificate of a text in PEM form. */
export function splitCertificates(pem: string): readonly string[] {
  return pem.match(CERTIFICATE) ?? [];
}

/**
 * Reads the authorities that this machine trusts: those of Node.js, of the system and of `NODE_EXTRA_CA_CERTS`. Node.js itself
 * would leave out all but the given ones as soon as one is given. A file that cannot be read adds nothing, as with OpenSSL.
 * @returns certificates in PEM form, each once
 */
export function readTrustedAuthorities(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const extra = readCertificates(environment['NODE_EXTRA_CA_CERTS'] ?? '');
  const all = [...tls.rootCertificates, ...readSystemStore(environment['SSL_CERT_FILE']), ...extra];
  // Most are in several stores, with lines of another length.
  return [...new Map(all.map((certificate) => [certificate.replace(/\s/g, ''), certificate])).values()];
}

function readSystemStore(configured: string | undefined): readonly string[] {
  // Node.js 22.15 and later can read the stores of macOS and Windows.
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'system') => readonly string[] };
  const system = getCACertificates?.('system') ?? [];
  const files = configured ? [configured, ...SYSTEM_BUNDLES] : SYSTEM_BUNDLES;
  const bundle = files.map(readCertificates).find((certificates) => certificates.length > 0) ?? [];
  return [...system, ...bundle];
}

function readCertificates(path: string): readonly string[] {
  try {
    return path === '' ? [] : splitCertificates(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}
