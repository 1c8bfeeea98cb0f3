import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { defined } from '../schema/defined.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { readTextFile } from '../schema/text-file.ts';
import { splitCertificates } from './trusted-authorities.ts';

/** The files of TLS, in PEM form. */
export interface TlsFiles {
  /** Certificates of authorities to trust in addition. */
  readonly ca?: string | undefined;
  /** The client certificate, and its chain. */
  readonly clientCert?: string | undefined;
  /** The key of the client certificate. */
  readonly clientKey?: string | undefined;
}

/** What texts call the files and the pass phrase. */
export interface TlsNames extends Readonly<Record<keyof TlsFiles, string>> {
  readonly passphrase: string;
}

/** Whom a client trusts beside the authorities of the machine, and the certificate that it shows. */
export type TlsIdentity = Pick<SecureContextOptions, 'cert' | 'key' | 'passphrase'> & {
  readonly authorities?: readonly string[];
};

/**
 * Reads the files of TLS.
 * @param files paths
 * @param passphrase of the key
 * @throws ConfigurationError for a file, key or pass phrase that cannot be used; no text has a key or the pass phrase
 */
export async function readTlsIdentity(
  files: TlsFiles,
  passphrase: string | undefined,
  names: TlsNames,
): Promise<TlsIdentity> {
  const { ca, clientCert, clientKey } = files;
  const authorities = ca === undefined ? undefined : await readCertificates(ca, names.ca);
  if (clientCert === undefined || clientKey === undefined) return defined({ authorities });
  const chain = await readCertificates(clientCert, names.clientCert);
  const key = await readTextFile(clientKey, `the key of ${names.clientKey}`);
  const [certificate = ''] = chain;
  if (!new X509Certificate(certificate).checkPrivateKey(parseKey(key, passphrase, names))) {
    fail(
      `${names.clientCert}, ${names.clientKey}`,
      'expected a certificate and its key, got the key of another certificate',
    );
  }
  return { ...defined({ authorities, passphrase }), cert: chain.join('\n'), key };
}

async function readCertificates(path: string, name: string): Promise<readonly string[]> {
  const certificates = splitCertificates(await readTextFile(path, `the certificates of ${name}`));
  if (certificates.length === 0) fail(name, `expected certificates in PEM form, got another text in ${path}`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    fail(name, `expected certificates in PEM form, got one in ${path} that cannot be read`, error);
  }
  return certificates;
}

function parseKey(key: string, passphrase: string | undefined, names: TlsNames): KeyObject {
  const isLocked = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(key);
  try {
    return createPrivateKey({ key, ...defined({ passphrase }) });
  } catch (error) {
    if (isLocked && passphrase === undefined) {
      return fail(names.passphrase, `expected the pass phrase of ${names.clientKey}, got no value`, error);
    }
    if (isLocked) {
      return fail(names.passphrase, `expected the pass phrase of ${names.clientKey}, got another text`, error);
    }
    return fail(names.clientKey, 'expected a private key in PEM form, got another text', error);
  }
}

function fail(name: string, message: string, cause?: unknown): never {
  throw new ConfigurationError([{ path: [], message }], () => name, { cause });
}
